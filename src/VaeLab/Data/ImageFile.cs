using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace VaeLab.Data;

/// <summary>
/// Image files: PNG by <see cref="PngFile"/>, and JPEG, WebP, GIF, BMP and TIFF by SixLabors.ImageSharp. The content of a file says what it
/// is, whatever its name. An image is turned as its camera noted (EXIF). Of several in one file the first is read.
/// </summary>
internal static class ImageFile
{
    private const int MaxBytes = 1 << 28;

    /// <summary>What a file may unpack to whatever its length, and for each of its bytes: LZW and deflate pack at most so many pixels into one.</summary>
    private const long PixelsOfAnyFile = 1 << 20, PixelsPerByte = 4096;

    /// <summary>What decoding may take for each of these pixels: four numbers of four bytes, several times.</summary>
    private const long BytesPerPixel = 64;

    private static readonly HashSet<string> s_endings = new(StringComparer.OrdinalIgnoreCase)
        { ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff" };

    private static readonly Configuration s_configuration = Configure();

    /// <summary>Whether a file's name is that of an image.</summary>
    public static bool IsNamedSo(string path) => s_endings.Contains(Path.GetExtension(path));

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is missing, unreadable, no such image, damaged, or larger than <see cref="PngFile.MaxPixels"/>.</exception>
    public static ColourImage Read(string path) => Decode(ReadBytes(path), path);

    /// <summary>The bytes of a file that may be an image.</summary>
    /// <exception cref="InputException">It is missing, unreadable or too large.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            using Stream stored = IdxSource.File(path).Open();
            if (stored.Length > MaxBytes)
                throw Fault.Of($"'{path}' holds {stored.Length:N0} bytes, and at most {MaxBytes:N0} are read of an image: make it smaller.");
            var bytes = new byte[stored.Length];
            stored.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(path, cause);
        }
    }

    /// <summary>Reads an image from memory; <paramref name="path"/> is what faults call it.</summary>
    /// <exception cref="InputException">It is no such image, damaged, or larger than <see cref="PngFile.MaxPixels"/>.</exception>
    public static ColourImage Decode(byte[] file, string path)
    {
        if (file.AsSpan().StartsWith(PngFile.Signature))
            return PngFile.Decode(file, path);
        if (Image.DetectFormat(s_configuration, file) is not { } format)
            throw Fault.Of($"'{path}' is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.");
        ImageExtent extent = ImageExtent.Of(file, format.Name);
        if (!extent.IsWhole)
            throw Damaged(path, format, "it is cut short");
        long most = Math.Min(PngFile.MaxPixels, Math.Max(PixelsOfAnyFile, PixelsPerByte * file.Length));
        Configuration configuration = s_configuration.Clone();
        configuration.MemoryAllocator = new ImageMemory(BytesPerPixel * most);
        try
        {
            IImageInfo info = Image.Identify(configuration, new MemoryStream(file));
            if ((long)info.Width * info.Height > PngFile.MaxPixels)
                throw Fault.Of($"'{path}' announces {info.Height:N0} × {info.Width:N0} pixels (height × width), and at most {PngFile.MaxPixels:N0} are read: make it smaller.");
            if ((long)info.Width * info.Height > most)
                throw Fault.Of($"'{path}' announces {info.Height:N0} × {info.Width:N0} pixels (height × width) and holds {file.Length:N0} bytes, which is no picture: leave it out.");
            using var image = Image.Load<Rgba32>(configuration, file);
            image.Metadata.ExifProfile ??= image.Frames.RootFrame.Metadata.ExifProfile; // where TIFF has it
            image.Mutate(configuration, each => each.AutoOrient());
            var pixels = new byte[image.Width * image.Height * ColourImage.Channels];
            image.CopyPixelDataTo(pixels);
            return new(pixels, image.Width, image.Height, Depth(image, format), extent.HasMore);
        }
        catch (NotSupportedException cause)
        {
            throw Fault.Of($"'{path}' is a {format.Name} image of a kind that is not read ({cause.Message.TrimEnd('.')}): convert it to PNG.", cause);
        }
        catch (Exception cause) when (cause is not (InputException or OutOfMemoryException))
        {
            // The library checks no index that a damaged file gives: what it throws then may be anything.
            throw Damaged(path, format, "its pixels cannot be unpacked", cause);
        }
    }

    private static InputException Damaged(string path, IImageFormat format, string why, Exception? cause = null) =>
        Fault.Of($"'{path}' is a damaged {format.Name} image ({why}): get the file again.", cause);

    /// <summary>Only TIFF has more than eight bits.</summary>
    private static int Depth(Image image, IImageFormat format) =>
        format is TiffFormat && image.Frames.RootFrame.Metadata.GetTiffMetadata() is { BitsPerSample: { } bits } ? Math.Max(bits.Channel0, Math.Max(bits.Channel1, bits.Channel2)) : 8;

    private static Configuration Configure()
    {
        _ = Enum.GetValues<ExifDataType>(); // which ImageSharp asks for in a way that a native program does not foresee
        var configuration = new Configuration(
            new JpegConfigurationModule(), new WebpConfigurationModule(), new GifConfigurationModule(), new BmpConfigurationModule(), new TiffConfigurationModule())
        {
            MaxDegreeOfParallelism = 1, // many files are read at once
        };
        configuration.ImageFormatsManager.SetDecoder(GifFormat.Instance, new GifDecoder { DecodingMode = FrameDecodingMode.First });
        configuration.ImageFormatsManager.SetDecoder(TiffFormat.Instance, new TiffDecoder { DecodingMode = FrameDecodingMode.First });
        return configuration;
    }
}
