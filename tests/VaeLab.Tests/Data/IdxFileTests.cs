using System.IO.Compression;
using CsCheck;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class IdxFileTests
{
    private static readonly Gen<(int Count, int Height, int Width, byte Seed, bool Gzip)> Cases =
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Byte, Gen.Bool);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 64, 64)]
    [InlineData(10, 28, 28)]
    public void Images_come_back_plain_and_packed(int count, int height, int width)
    {
        using var folder = new TempFolder();
        byte[] content = IdxBytes.Images(count, height, width);
        foreach (byte[] stored in (byte[][])[content, IdxBytes.Gzip(content), IdxBytes.Gzip(content, CompressionLevel.NoCompression)])
        {
            string path = folder.Write("any-name", stored);
            IdxFile file = IdxFile.Read(path);

            Assert.Equal((3, count, height, width), (file.Rank, file.Count, file.Height, file.Width));
            Assert.Equal(content[16..], file.Payload.ToArray());
            Assert.Equal(path, file.Path);
        }
    }

    [Theory]
    [InlineData("labels.gz", false)]
    [InlineData("labels", true)]
    public void Labels_come_back_whatever_the_name_says(string name, bool packed)
    {
        using var folder = new TempFolder();
        byte[] content = IdxBytes.Labels(300);
        IdxFile file = IdxFile.Read(folder.Write(name, packed ? IdxBytes.Gzip(content) : content));

        Assert.Equal((1, 300, 1, 1), (file.Rank, file.Count, file.Height, file.Width));
        Assert.Equal(content[8..], file.Payload.ToArray());
    }

    [Fact]
    public void Any_shape_comes_back()
    {
        foreach ((int count, int height, int width, byte seed, bool gzip) in Cases.Array[300].Single(_ => true, "0000000000001"))
        {
            byte[] pixels = [.. IdxBytes.Pattern(count * height * width).Select(b => (byte)(b ^ seed))];
            byte[] content = IdxBytes.Images(count, height, width, pixels);
            byte[] stored = gzip ? IdxBytes.Gzip(content) : content;
            IdxFile file = IdxFile.Read(new IdxSource("memory", "memory", () => new MemoryStream(stored)));

            Assert.Equal((count, height, width), (file.Count, file.Height, file.Width));
            Assert.True(file.Payload.Span.SequenceEqual(pixels));
        }
    }

    [Fact]
    public void Content_that_shrinks_far_more_than_usual_comes_back()
    {
        byte[] content = IdxBytes.Images(3, 1000, 999, new byte[3 * 1000 * 999]);
        content[^1] = 7;
        byte[] stored = IdxBytes.Gzip(content);
        Assert.True(stored.Length * 100 < content.Length);

        IdxFile file = IdxFile.Read(new IdxSource("memory", "memory", () => new MemoryStream(stored)));

        Assert.True(file.Payload.Span.SequenceEqual(content.AsSpan(16)));
    }
}
