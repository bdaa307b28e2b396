using VaeLab.Data;

namespace VaeLab.Tests.Data;

/// <summary>The expected pixels are what Pillow 9.4 makes of the same image: <c>resize</c>, <c>ImageOps.fit</c> and <c>ImageOps.pad</c>, all BICUBIC.</summary>
public sealed class ImageRenderingTests
{
    private static readonly ColourImage s_image = Gray(7, 5, (x, y) => (byte)((x * 37) + (y * 61) + (x * y * 11)));

    [Theory]
    [InlineData(ImageFit.Stretch, "4x6", new[] { 13, 74, 143, 212, 60, 147, 201, 93, 124, 179, 133, 149, 186, 152, 106, 145, 207, 126, 149, 76, 160, 158, 119, 180 })]
    [InlineData(ImageFit.Crop, "4", new[] { 49, 105, 164, 160, 147, 177, 171, 117, 216, 110, 133, 100, 113, 169, 144, 102 })]
    [InlineData(ImageFit.Crop, "3x9", new[] { 83, 103, 122, 115, 143, 171, 172, 205, 248, 179, 137, 169, 156, 43, 62, 104, 81, 131, 87, 148, 194, 165, 208, 152, 210, 239, 125 })]
    [InlineData(ImageFit.Pad, "6x6", new[] { 9, 9, 9, 9, 9, 9, 11, 55, 107, 164, 159, 186, 87, 157, 177, 172, 120, 135, 174, 214, 105, 134, 102, 133, 219, 104, 173, 149, 95, 178, 9, 9, 9, 9, 9, 9 })]
    public void Scaling_is_Pillows(ImageFit fit, string size, int[] expected)
    {
        var options = new ImageOptions { Fit = fit, Size = ImageSize.Parse(size), Background = "9" };
        Assert.Equal(expected, Render(options, s_image, Rgb.Gray(9)).Select(value => (int)value));
        Assert.Equal(expected.Select(value => 255 - value), Render(options with { Invert = true }, s_image, Rgb.Gray(9)).Select(value => (int)value));
    }

    [Fact]
    public void An_image_of_the_size_stays_as_it_is()
    {
        byte[] same = Render(new() { Size = new(7, 5), Fit = ImageFit.Pad }, s_image, Rgb.Black);
        Assert.Equal(Render(new(), s_image, Rgb.Black), same);
        Assert.Equal(Enumerable.Range(0, 35).Select(i => s_image.Pixels[4 * i]), same);
    }

    [Fact]
    public void Colours_stand_on_the_background_channel_by_channel()
    {
        var image = new ColourImage([200, 100, 50, 255, 200, 100, 50, 0, 200, 100, 50, 51], 3, 1, 8);
        var background = Rgb.Parse("#0a64F0");
        Assert.Equal(new Rgb(10, 100, 240), background);
        Assert.Equal<byte>([200, 10, 48, 100, 100, 100, 50, 240, 202], Render(new() { Colours = ImageColours.Rgb }, image, background));
        Assert.Equal<byte>([124, 89, 96], Render(new(), image, background)); // 0.299 R + 0.587 G + 0.114 B
        Assert.Equal<byte>([55, 245, 207, 155, 155, 155, 205, 15, 53], Render(new() { Colours = ImageColours.Rgb, Invert = true }, image, background));
    }

    [Theory]
    [InlineData("64x48", 64, 48)]
    [InlineData("32", 32, 32)]
    [InlineData("1×2", 1, 2)]
    public void A_size_is_read(string text, int width, int height) => Assert.Equal(new(width, height), ImageSize.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0x4")]
    [InlineData("4x")]
    [InlineData("-4x4")]
    [InlineData("4x4x3")]
    [InlineData("99999999999")]
    public void What_is_no_size_is_refused(string text) =>
        Assert.Equal("width x height in pixels, for example 64x48, or one number for both", Assert.Throws<FormatException>(() => ImageSize.Parse(text)).Message);

    [Fact]
    public void Options_that_cannot_be_are_said()
    {
        string[] faults =
        [
            "ImageOptions.Colours is 7; it needs one of gray, rgb.",
            "ImageOptions.Size is 20000x2; each side needs 1 to 16384 pixels, for example 64x48.",
            "ImageOptions.Background is 'pink'; it needs black, white, a gray value from 0 to 255, or a colour as #rrggbb.",
        ];
        Assert.Equal(faults, new ImageOptions { Colours = (ImageColours)7, Size = new(20_000, 2), Background = "pink" }.Faults().ToArray());
        Assert.Empty(new ImageOptions { Size = new(64, 64), Background = "#ffffff", Fit = ImageFit.Pad }.Faults());
    }

    private static byte[] Render(ImageOptions options, ColourImage image, Rgb background) => new ImageRendering(options).Render(image, background, out _);

    private static ColourImage Gray(int width, int height, Func<int, int, byte> value) => new(
        [.. Enumerable.Range(0, width * height).SelectMany(i => { byte gray = value(i % width, i / width); return (byte[])[gray, gray, gray, 255]; })], width, height, 8);
}
