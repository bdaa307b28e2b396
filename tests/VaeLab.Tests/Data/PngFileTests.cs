using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class PngFileTests
{
    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<int, int, bool>();
            foreach ((int colour, int depth) in ((int, int)[])[(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)])
            {
                kinds.Add(colour, depth, false);
                kinds.Add(colour, depth, true);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_read(int colour, int depth, bool interlaced)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (13, 11), (3, 9), (8, 8)])
        {
            GrayImage image = PngFile.Parse(PngBytes.Of(width, height, depth, colour, interlaced), "a file");
            Assert.Equal((width, height), (image.Width, image.Height));

            // A half each for rounding the colours and their luma; the opacity and its product, where there is one.
            double tolerance = colour is 4 or 6 ? 2 : 1;
            for (int i = 0; i < image.Pixels.Length; i++)
                Assert.Equal(Expected(i % width, i / width, colour, depth), image.Pixels[i], tolerance);
        }
    }

    [Fact]
    public void A_transparent_colour_is_black()
    {
        int key = PngBytes.Sample(2, 1, 0, 8);
        GrayImage image = PngFile.Parse(PngBytes.Of(5, 4, 8, 0, transparency: [0, (byte)key]), "a file");
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            int sample = PngBytes.Sample(i % 5, i / 5, 0, 8);
            Assert.Equal(sample == key ? 0 : sample, image.Pixels[i]);
        }
    }

    [Fact]
    public void A_palette_may_be_transparent()
    {
        byte[] pixels = PngFile.Parse(PngBytes.Of(16, 16, 8, 3, transparency: new byte[256]), "a file").Pixels;
        Assert.All(pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        GrayImage image = new(IdxBytes.Pattern(7 * 5), 7, 5);
        var stream = new MemoryStream();
        PngFile.Write(stream, image);
        GrayImage read = PngFile.Parse(stream.ToArray(), "a file");
        Assert.Equal(image.Pixels, read.Pixels);
        Assert.Equal((7, 5), (read.Width, read.Height));
    }

    [Fact]
    public void Faults_are_told_apart()
    {
        byte[] sound = PngBytes.Of(6, 5, 8, 0);
        Assert.Contains("does not start as a PNG image does", Fault([.. "GIF89a"u8]), StringComparison.Ordinal);
        for (int length = 8; length < sound.Length; length++)
            Assert.Contains("it is cut short", Fault(sound[..length]), StringComparison.Ordinal);

        byte[] flipped = [.. sound];
        flipped[^20] ^= 1;
        Assert.Contains("a checksum is wrong", Fault(flipped), StringComparison.Ordinal);

        Assert.Contains("announces what there is not", Fault(WithHeader(sound, 9, 5)), StringComparison.Ordinal); // colour type 5
        Assert.Contains("announces what there is not", Fault(WithHeader(sound, 8, 3)), StringComparison.Ordinal); // 3 bits
        Assert.Contains("and at most 16,777,216 are read", Fault(WithHeader(WithHeader(sound, 1, 255), 5, 255)), StringComparison.Ordinal);
        Assert.Contains("it is cut short", Fault(WithHeader(WithHeader(sound, 2, 15), 6, 15)), StringComparison.Ordinal);
        Assert.Contains("cannot be unpacked", Fault(WithHeader(sound, 7, 6)), StringComparison.Ordinal); // a row more
        Assert.Contains("a pixel is not in its palette", Fault(WithHeader(sound, 9, 3)), StringComparison.Ordinal);
    }

    private static double Expected(int x, int y, int colour, int depth)
    {
        double[] samples = [.. Enumerable.Range(0, PngBytes.Channels(colour)).Select(channel => PngBytes.Sample(x, y, channel, depth) * 255.0 / ((1 << depth) - 1))];
        if (colour == 3)
        {
            byte[] palette = IdxBytes.Pattern(3 << depth);
            int place = PngBytes.Sample(x, y, 0, depth);
            samples = [palette[3 * place], palette[(3 * place) + 1], palette[(3 * place) + 2]];
        }

        double gray = samples.Length < 3 ? samples[0] : (0.299 * samples[0]) + (0.587 * samples[1]) + (0.114 * samples[2]);
        return colour is 4 or 6 ? gray * samples[^1] / 255 : gray;
    }

    /// <summary>The same image with another byte in its header.</summary>
    private static byte[] WithHeader(byte[] file, int at, byte value)
    {
        byte[] copy = [.. file];
        copy[16 + at] = value;
        return PngBytes.WithSoundChecksums(copy);
    }

    private static string Fault(byte[] file)
    {
        string fault = Assert.Throws<InputException>(() => PngFile.Parse(file, "a file")).Message;
        Assert.StartsWith("'a file' ", fault, StringComparison.Ordinal);
        return fault;
    }
}
