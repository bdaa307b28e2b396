using VaeLab.Data;
using VaeLab.Tests.Fuzzing;

namespace VaeLab.Tests.Data;

/// <summary>Memory follows the bytes that are there, not those that are announced.</summary>
public sealed class IdxFileMemoryTests
{
    private const long Gigabyte = 1_000_000_000;

    /// <summary>Streams, gzip's own buffer and the wording of a fault.</summary>
    private const long Overhead = 128 * 1024;

    /// <summary>The piece in which a doubtful file is unpacked for its length.</summary>
    private const long Piece = 64 * 1024;

    [Fact]
    public void A_short_file_that_announces_a_gigabyte_allocates_almost_nothing()
    {
        byte[] content = IdxBytes.Header(0x803, 1000, 1000, 1000);
        AssertFault("is truncated", content, Overhead);
        AssertFault("is truncated", [.. content, 1, 2, 3, 4], Overhead);
        AssertFault("is truncated", IdxBytes.Gzip([.. content, 1, 2, 3, 4]), Piece + Overhead);
    }

    [Fact]
    public void A_packed_file_allocates_nothing_for_what_does_not_arrive()
    {
        const int arriving = 10_000_000;
        byte[] stored = IdxBytes.Gzip([.. IdxBytes.Header(0x801, (uint)Gigabyte), .. new byte[arriving]]);
        AssertFault("is truncated", stored, Piece + Overhead);
    }

    /// <summary>Blank images pack as tightly as deflate can: their memory is what they are, once.</summary>
    [Fact]
    public void A_packed_file_of_blank_images_has_one_buffer()
    {
        const int pixels = 50_000_000;
        byte[] stored = IdxBytes.Gzip([.. IdxBytes.Header(0x803, pixels / 100, 10, 10), .. new byte[pixels]]);
        (InputException? fault, long allocated) = Measure(stored);
        Assert.Null(fault);
        Assert.InRange(stored.Length, pixels / 1032, pixels / 500);
        Assert.InRange(allocated, pixels, pixels + Piece + (2 * Overhead));
    }

    [Fact]
    public void A_zip_bomb_is_not_unpacked()
    {
        byte[] stored = IdxBytes.Gzip([.. IdxBytes.Labels(10), .. new byte[50_000_000]]);
        AssertFault("is oversized", stored, Overhead);
    }

    [Fact]
    public void A_packed_file_of_images_has_one_buffer()
    {
        byte[] content = IdxBytes.Images(1000, 28, 28);
        byte[] noise = new byte[100_000];
        for (int i = 0; i < noise.Length; i++) noise[i] = (byte)MutationHash.At(3, i);
        noise.CopyTo(content, 16);
        byte[] stored = IdxBytes.Gzip(content);

        (InputException? fault, long allocated) = Measure(stored);

        Assert.Null(fault);
        Assert.InRange(allocated, content.Length - 16, content.Length + Overhead);
    }

    internal static (InputException? Fault, long Allocated) Measure(byte[] stored)
    {
        var source = new IdxSource("memory", "memory", () => new MemoryStream(stored, writable: false));
        long before = GC.GetAllocatedBytesForCurrentThread();
        InputException? fault = null;
        try
        {
            _ = IdxFile.Read(source);
        }
        catch (InputException expected)
        {
            fault = expected;
        }

        return (fault, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertFault(string essential, byte[] stored, long bound)
    {
        (InputException? fault, long allocated) = Measure(stored);
        Assert.NotNull(fault);
        Assert.Contains(essential, fault.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, bound);
    }
}
