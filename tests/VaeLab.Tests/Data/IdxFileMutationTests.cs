using System.IO.Compression;

namespace VaeLab.Tests.Data;

/// <summary>Whatever bytes a file holds, it either loads or is refused in words, within a bound of memory.</summary>
public sealed class IdxFileMutationTests
{
    private const int CasesPerKind = 2000;

    /// <summary>64 KiB before anything has arrived, and the rest for streams, the little that arrives and the wording of a fault.</summary>
    private const long Bound = 192 * 1024;

    private static readonly byte[] Images = IdxBytes.Images(10, 5, 7);
    private static readonly byte[] Labels = IdxBytes.Labels(50);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_mutant_loads_or_is_refused(int kind)
    {
        byte[] original = kind switch
        {
            0 => Images,
            1 => Labels,
            2 => IdxBytes.Gzip(Images),
            _ => IdxBytes.Gzip(Images, CompressionLevel.NoCompression),
        };
        (int loaded, int refused) = Run(kind, original, mutant => mutant);
        Assert.Equal(CasesPerKind, loaded + refused);
        Assert.InRange(refused, CasesPerKind / 4, CasesPerKind);
    }

    [Fact]
    public void A_mutant_packed_without_a_flaw_loads_or_is_refused()
    {
        (int loaded, int refused) = Run(4, Images, mutant => IdxBytes.Gzip(mutant, CompressionLevel.Fastest));
        Assert.InRange(loaded, 100, CasesPerKind);
        Assert.InRange(refused, 100, CasesPerKind);
    }

    private static (int Loaded, int Refused) Run(int stream, byte[] original, Func<byte[], byte[]> pack)
    {
        _ = IdxFileMemoryTests.Measure(pack(original));
        int refused = 0;
        for (int i = 0; i < CasesPerKind; i++)
        {
            (InputException? fault, long allocated) = IdxFileMemoryTests.Measure(pack(Mutate(original, stream, i)));
            Assert.InRange(allocated, 0, Bound);
            if (fault is null) continue;
            refused++;
            Assert.StartsWith("'memory' ", fault.Message, StringComparison.Ordinal);
            Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        }

        return (CasesPerKind - refused, refused);
    }

    /// <summary>Flips, overwrites, cuts, appends, inserts or doubles bytes; the header gets its share.</summary>
    private static byte[] Mutate(byte[] original, int stream, int number)
    {
        int Below(int limit, int use) => MutationHash.Below(limit, stream, (8L * number) + use);
        int reach = Below(2, 0) == 0 ? Math.Min(20, original.Length) : original.Length;
        int at = Below(reach, 1);
        byte value = (byte)Below(256, 2);
        int length = Below(original.Length - at, 3) + 1;
        byte[] extra = [.. Enumerable.Range(0, length).Select(i => (byte)MutationHash.At(stream, i))];
        byte[] copy = [.. original];
        switch (Below(7, 4))
        {
            case 0: copy[at] ^= (byte)(1 << (value & 7)); return copy;
            case 1: copy[at] = value; return copy;
            case 2: return copy[..at];
            case 3: return [.. copy, .. extra];
            case 4: return [.. copy[..at], .. extra, .. copy[at..]];
            case 5: return [.. copy[..(at + length)], .. copy[at..]];
            default: return [.. copy[..at], .. copy[(at + length)..]];
        }
    }
}
