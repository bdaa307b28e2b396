using SixLabors.ImageSharp.PixelFormats;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

public sealed class ImageFileTests
{
    public static TheoryData<string> Formats => [.. ImageBytes.Formats];

    [Theory]
    [InlineData("jpeg", 12)]
    [InlineData("webp", 60)]
    [InlineData("webp-lossless", 0)]
    [InlineData("gif", 0)]
    [InlineData("bmp", 0)]
    [InlineData("bmp-alpha", 0)]
    [InlineData("tiff", 0)]
    [InlineData("tiff-lzw", 0)]
    [InlineData("tiff-deflate", 0)]
    public void An_image_is_read_pixel_by_pixel(string format, int lost)
    {
        ColourImage image = ImageFile.Decode(ImageBytes.Of(format), "a file");
        Assert.Equal((ImageBytes.Width, ImageBytes.Height, 8, false), (image.Width, image.Height, image.Depth, image.HasMore));
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            Rgba32 colour = ImageBytes.Colour(i % image.Width, i / image.Width);
            byte[] expected = [colour.R, colour.G, colour.B, 255];
            Assert.All(expected.Zip(image.Pixels.Skip(4 * i)), pair => Assert.InRange(pair.Second, pair.First - lost, pair.First + lost));
        }
    }

    /// <summary>Decoders fill what is missing with gray. Here each beginning of a file is refused, unless nothing is missing.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_is_cut_short_is_refused(string format)
    {
        byte[] file = ImageBytes.Of(format), whole = ImageFile.Decode(file, "a file").Pixels;
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.Equal(whole, ImageFile.Decode(file[..length], "a file").Pixels);
            }
            catch (InputException fault)
            {
                Assert.Matches(length < 40 ? "^'a file' is (no|a damaged)" : "^'a file' is a damaged .* image", fault.Message);
                refused++;
            }
        }

        Assert.InRange(refused, file.Length - 200, file.Length); // TIFF's last bytes may be no pixels
    }

    [Theory]
    [InlineData("jpeg", 6)]
    [InlineData("tiff", 8)]
    public void An_image_is_turned_as_its_camera_noted(string format, ushort orientation)
    {
        ColourImage upright = ImageFile.Decode(ImageBytes.Of(format), "a file"), turned = ImageFile.Decode(ImageBytes.Of(format, orientation: orientation), "a file");
        Assert.Equal((ImageBytes.Height, ImageBytes.Width), (turned.Width, turned.Height));
        for (int i = 0; i < upright.Width * upright.Height; i++)
        {
            (int x, int y) = (i % upright.Width, i / upright.Width);
            (int column, int row) = orientation == 6 ? (upright.Height - 1 - y, x) : (y, upright.Width - 1 - x);
            Assert.Equal(upright.Pixels[4 * i], turned.Pixels[4 * ((row * turned.Width) + column)]);
        }
    }

    [Theory]
    [InlineData("gif")]
    [InlineData("tiff")]
    public void Of_several_images_the_first_is_read_and_it_is_said(string format)
    {
        ColourImage image = ImageFile.Decode(ImageBytes.Of(format, frames: 3), "a file");
        Assert.True(image.HasMore);
        Assert.Equal(ImageFile.Decode(ImageBytes.Of(format), "a file").Pixels, image.Pixels);
    }

    [Fact]
    public void What_is_no_image_is_called_so()
    {
        Assert.Equal("'a file' is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.", Fault([1, 2, 3]));
        Assert.Equal("'a file' is a damaged JPEG image (it is cut short): get the file again.", Fault(ImageBytes.Of("jpeg")[..50]));
        byte[] large = ImageBytes.Of("bmp");
        BitConverter.GetBytes(20_000).CopyTo(large, 18);
        BitConverter.GetBytes(1).CopyTo(large, 30); // packed, of unknown length
        BitConverter.GetBytes(0).CopyTo(large, 34);
        BitConverter.GetBytes(20_000).CopyTo(large, 22);
        Assert.StartsWith("'a file' announces 20,000 × 20,000 pixels (height × width), and at most 16,777,216 are read", Fault(large), StringComparison.Ordinal);
    }

    /// <summary>What a header announces of memory, and the file does not hold: 1 GB before the pixels, a profile of colours, a chunk.</summary>
    [Fact]
    public void No_memory_is_taken_for_what_is_not_there()
    {
        byte[] map = ImageBytes.Of("bmp"), profile = ImageBytes.Of("bmp-alpha");
        BitConverter.GetBytes(0x40000036).CopyTo(map, 10);
        BitConverter.GetBytes(-1).CopyTo(map, 18);
        BitConverter.GetBytes(124).CopyTo(profile, 14);
        BitConverter.GetBytes(1).CopyTo(profile, 126);
        BitConverter.GetBytes(0x40000000).CopyTo(profile, 130);
        byte[] chunk = [.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8X"u8, 10, 0, 0, 0, 0x20, 0, 0, 0, 12, 0, 0, 9, 0, 0, .. "ICCP"u8];
        foreach ((byte[] file, string format) in new[] { (map, "BMP"), (profile, "BMP"), ([.. chunk, 0, 0, 0, 0x40], "Webp") })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal($"'a file' is a damaged {format} image (it is cut short): get the file again.", Fault(file));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    private static string Fault(byte[] file) => Assert.Throws<InputException>(() => ImageFile.Decode(file, "a file")).Message;
}
