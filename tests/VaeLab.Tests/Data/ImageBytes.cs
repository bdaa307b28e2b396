using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace VaeLab.Tests.Data;

/// <summary>Writes images in every format that is read beside PNG.</summary>
internal static class ImageBytes
{
    public const int Width = 13, Height = 10;

    private static readonly Dictionary<string, IImageEncoder> s_encoders = new(StringComparer.Ordinal)
    {
        ["jpeg"] = new JpegEncoder { Quality = 100, ColorType = JpegColorType.YCbCrRatio444 },
        ["jpeg-gray"] = new JpegEncoder { ColorType = JpegColorType.Luminance },
        ["webp"] = new WebpEncoder { FileFormat = WebpFileFormatType.Lossy },
        ["webp-lossless"] = new WebpEncoder { FileFormat = WebpFileFormatType.Lossless },
        ["gif"] = new GifEncoder(),
        ["bmp"] = new BmpEncoder(),
        ["bmp-alpha"] = new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32, SupportTransparency = true },
        ["tiff"] = new TiffEncoder(),
        ["tiff-lzw"] = new TiffEncoder { Compression = TiffCompression.Lzw },
        ["tiff-deflate"] = new TiffEncoder { Compression = TiffCompression.Deflate },
    };

    public static IEnumerable<string> Formats => s_encoders.Keys;

    /// <summary>An image whose colours change gently.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="frames">How many images the file has.</param>
    /// <param name="orientation">How the camera was held, as EXIF has it.</param>
    public static byte[] Of(string format, int frames = 1, ushort orientation = 1)
    {
        using var image = new Image<Rgba32>(Width, Height);
        for (int frame = 1; frame < frames; frame++)
            image.Frames.AddFrame(image.Frames.RootFrame);
        for (int i = 0; i < Width * Height; i++)
            image[i % Width, i / Width] = Colour(i % Width, i / Width);
        if (orientation != 1)
        {
            image.Metadata.ExifProfile = new();
            image.Metadata.ExifProfile.SetValue(ExifTag.Orientation, orientation);
            image.Frames.RootFrame.Metadata.ExifProfile = image.Metadata.ExifProfile;
        }

        var file = new MemoryStream();
        image.Save(file, s_encoders[format]);
        return file.ToArray();
    }

    /// <summary>The colour of a pixel in that image; eight shades of red, ten of green.</summary>
    public static Rgba32 Colour(int x, int y) => new((byte)(32 * (x / 2)), (byte)(25 * y), (byte)(x < 6 ? 40 : 200));
}
