using System.IO.Compression;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

/// <summary>Each fault is one sentence that names the file, what it got and what to do.</summary>
public sealed class IdxFileFaultTests
{
    private static readonly byte[] Content = IdxBytes.Images(10, 5, 7);
    private static readonly byte[] Packed = IdxBytes.Gzip(Content);

    public static TheoryData<string, byte[], string> Faults => new()
    {
        { "empty", [], "is empty" },
        { "three bytes", [0, 0, 8], "holds 3 bytes, too few for an IDX header of 4" },
        { "header cut", Content[..15], "holds 15 bytes, too few for an IDX header of 16" },
        { "labels' header cut", [0, 0, 8, 1, 0, 0, 0], "holds 7 bytes, too few for an IDX header of 8" },
        { "unknown type", IdxBytes.Header(0xa03, 1, 1, 1), "starts with 0x00000a03, but an IDX file starts with 0x0000, its type (08 uint8, 09 int8, 0b int16, 0c int32, 0d float32, 0e float64), and 01 (labels) or 03 (images)" },
        { "rank 2", IdxBytes.Header(0x802, 1, 1), "starts with 0x00000802" },
        { "a web page", "<!DOCTYPE html>"u8.ToArray(), "starts with 0x3c21444f" },
        { "no labels", IdxBytes.Header(0x801, 0), "announces 0 labels, which is no data at all" },
        { "no images", IdxBytes.Header(0x803, 0, 28, 28), "announces 0 images of 28 × 28 pixels" },
        { "no height", IdxBytes.Header(0x803, 1, 0, 28), "announces 1 images of 0 × 28 pixels" },
        { "no width", IdxBytes.Header(0x803, 1, 28, 0), "announces 1 images of 28 × 0 pixels" },
        { "product overflows 32 bits to 0", IdxBytes.Header(0x803, 0x10000, 0x100, 0x100), "more than the limit of 2,147,483,591 bytes (2 GiB)" },
        { "product overflows 64 bits", IdxBytes.Header(0x803, uint.MaxValue, uint.MaxValue, uint.MaxValue), "announces 4,294,967,295 images of 4,294,967,295 × 4,294,967,295" },
        { "one more than the limit", IdxBytes.Header(0x801, 0x7FFFFFC8), "announces 2,147,483,592 labels, which is more than the limit" },
        { "exactly the limit", IdxBytes.Header(0x801, 0x7FFFFFC7), "is truncated: it holds 8 of the 2,147,483,599 bytes" },
        { "truncated", Content[..^1], "is truncated: it holds 365 of the 366 bytes that its header announces" },
        { "oversized", [.. Content, 0], "is oversized: it goes on after the 366 bytes that its header announces" },
        { "packed truncated content", IdxBytes.Gzip(Content[..^1]), "is truncated: it holds 365 of the 366 bytes" },
        { "packed oversized content", IdxBytes.Gzip([.. Content, 0]), "is oversized: it goes on after the 366 bytes" },
        { "packed header cut", IdxBytes.Gzip(Content[..9]), "holds 9 bytes, too few for an IDX header of 16" },
        { "packed nothing", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], "holds 0 bytes, too few" },
        { "packed twice", IdxBytes.Gzip(Packed), "starts with 0x1f8b" },
        { "gzip magic alone", [0x1f, 0x8b], "holds 0 bytes" },
        { "gzip cut in the middle", Packed[..(Packed.Length / 2)], "is truncated" },
        { "gzip without its last byte", Packed[..^1], "does not end as one gzip file of 366 bytes does" },
        { "gzip without its trailer", Packed[..^8], "does not end as one gzip file of 366 bytes does" },
        { "gzip and then something", [.. Packed, 1, 2, 3], "does not end as one gzip file of 366 bytes does" },
        { "gzip twice", [.. Packed, .. Packed], "is oversized" },
        { "gzip with a wrong CRC", [.. Packed[..^8], (byte)(Packed[^8] ^ 1), .. Packed[^7..]], "is a damaged gzip file" },
        { "gzip with an unknown method", [.. Packed[..2], 9, .. Packed[3..]], "is a damaged gzip file" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_bad_file_is_named_with_what_it_holds(string kind, byte[] stored, string essential)
    {
        using var folder = new TempFolder();
        string path = folder.Write(kind, stored);

        InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(path));

        Assert.Contains($"'{path}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(essential, fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
        Assert.Single(fault.Faults);
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing()
    {
        using var folder = new TempFolder();
        foreach (string path in (string[])[folder.At("none"), folder.At(Path.Combine("no", "folder"))])
        {
            InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(path));
            Assert.Equal($"'{path}' does not exist: check the path.", fault.Message);
        }
    }

    [Fact]
    public void A_folder_is_not_a_file()
    {
        using var folder = new TempFolder();
        InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(folder.Path));
        Assert.StartsWith($"'{folder.Path}' is a folder, but a file is needed", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("a\0b")]
    public void What_is_no_path_is_said_to_be_none(string path)
    {
        InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(path));
        Assert.Contains("is not a path", fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<Exception, string> Causes => new()
    {
        { new FileNotFoundException(), "does not exist" },
        { new DirectoryNotFoundException(), "does not exist" },
        { new UnauthorizedAccessException(), "may not be read by this user" },
        { new System.Security.SecurityException(), "may not be read by this user" },
        { new IOException("Input/output error."), "could not be read (Input/output error): check the disk" },
        { new InvalidDataException(), "is a damaged gzip file" },
        { new InsufficientMemoryException(), "does not fit in the memory" },
    };

    [Theory]
    [MemberData(nameof(Causes))]
    public void What_the_system_says_becomes_a_sentence_and_stays_inside(Exception cause, string essential)
    {
        var source = new IdxSource("some/file", "file", () => throw cause);
        InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(source));

        Assert.StartsWith("'some/file' " + essential, fault.Message, StringComparison.Ordinal);
        Assert.Same(cause, fault.InnerException);
    }

    [Fact]
    public void A_pipe_is_not_a_file()
    {
        var source = new IdxSource("some/pipe", "pipe", () => new GZipStream(Stream.Null, CompressionMode.Decompress));
        InputException fault = Assert.Throws<InputException>(() => IdxFile.Read(source));
        Assert.StartsWith("'some/pipe' is a pipe or a device, but a regular file is needed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_of_the_program_is_not_disguised_as_a_fault_of_the_file()
    {
        var source = new IdxSource("some/file", "file", () => throw new InvalidOperationException());
        Assert.Throws<InvalidOperationException>(() => IdxFile.Read(source));
    }
}
