using System.Globalization;
using VaeLab.Data;
using VaeLab.Formats;

namespace VaeLab.Runs;

/// <summary>
/// Images that come from files of any of these forms, or go there: a folder of images or a single one, an IDX file, an array of NumPy's, a CSV or
/// JSON file with a row of pixels for each image. Values keep their sense: 0 is black in a picture, 0 in an IDX file, 0 in a row. Of an image in
/// colour a row has red, then green, then blue. Written are PNG images.
/// </summary>
/// <param name="Pixels">Count × (channels · height · width) numbers in [0, 1], image by image, channel by channel and row by row.</param>
/// <param name="Shape">The shape of one image.</param>
/// <param name="Names">What each is called.</param>
internal sealed record NamedImages(float[] Pixels, SampleShape Shape, IReadOnlyList<string> Names)
{
    private const string PixelGroup = "pixel";
    private const int Gap = 2;

    /// <summary>The sub-folder that each image is in, empty for none; null for images that are not from a folder.</summary>
    public IReadOnlyList<string>? Folders { get; private init; }

    /// <summary>The label of each image, of a file that has labels; otherwise null.</summary>
    public IReadOnlyList<string>? Labels { get; internal init; }

    /// <summary>What of a file was left out or changed, in a sentence; null for nothing.</summary>
    public string? LeftOut { get; internal init; }

    /// <summary>Images without names: these are their numbers from 1.</summary>
    public static NamedImages Numbered(float[] pixels, SampleShape shape)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        return new(pixels, shape, [.. Enumerable.Range(1, pixels.Length / shape.Length).Select(number => number.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>Reads images for a model.</summary>
    /// <param name="path">
    /// A folder of images, with or without sub-folders, or of IDX files; or a file: an image, .csv, .json, .npy, .npz or IDX. Of all sets together,
    /// where it has several.
    /// </param>
    /// <param name="terms">What the model says of its samples.</param>
    /// <param name="options">How pictures are read; null for as they are, in as many channels as the model takes.</param>
    /// <exception cref="InputException">There are no images, or they cannot be read, or have another size.</exception>
    public static NamedImages Read(string path, SampleTerms terms, ImageOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(terms);
        if (ArrayImages.IsAt(path))
            return ArrayImages.Read(path, terms);
        if (NumberTable.IsTable(path))
            return FromRows(path, terms.Shape);
        NamedImages images = FromPictures(path, (options ?? new() { Colours = terms.Shape.Channels == 3 ? ImageColours.Rgb : ImageColours.Gray }) with { SkipBroken = false });
        return images.Shape == terms.Shape ? images : throw OtherShape(path, images.Shape, terms.Shape);
    }

    /// <summary>Why images cannot be written to a place; null if they can.</summary>
    /// <param name="path">As for <see cref="Write"/>.</param>
    public static string? Fault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            return "--out is empty; it needs a file that ends in .png, .csv, .json, .npy, .npz or .idx, or a new folder.";
        if (RunFolder.FaultOfOwnFile(path) is { } fault)
            return fault;
        if (Form(path).Length > 0)
            return Directory.Exists(path) ? $"--out is '{path}', which is a folder; it needs another name, or one without an ending." : null;
        if (Path.HasExtension(path))
            return $"--out is '{path}'; it needs the ending .png, .csv, .json, .npy, .npz or .idx, or none for a folder of PNG images.";
        return File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
            ? $"--out is '{path}', which is there already; a folder of images needs to be new or empty."
            : null;
    }

    /// <summary>Writes the images.</summary>
    /// <param name="path">By its ending: .png for all in one picture, .csv, .json, .npy, .npz, .idx, or none for a folder of PNG images.</param>
    /// <param name="columns">Images in a row of the one picture.</param>
    /// <exception cref="InputException">They cannot be written there.</exception>
    /// <exception cref="NotFiniteNumberException">A pixel is not finite. Nothing has been written.</exception>
    public void Write(string path, int columns)
    {
        if (Fault(path) is { } fault)
            throw new InputException(fault);
        NumberTable.RequireFinite(Names, PixelGroup, Pixels);
        if (Form(path) is ".png" or "" && !Shape.IsImage && Shape.Channels > 1)
            throw new InputException($"Samples of {Shape} are no pictures: write them to a .csv, .json, .npy or .npz file.");
        if (Form(path) == ".idx" && Shape.Channels > 1)
            throw new InputException($"An IDX file has gray images, and these are {Shape}: write them to .png, .csv, .json, .npy or .npz.");
        switch (Form(path))
        {
            case ".png":
                WriteSheet(path, columns);
                break;
            case ".idx":
                AtomicFile.Write(path, stream =>
                {
                    stream.Write(IdxHeader.Images(Names.Count, Shape.Height, Shape.Width).ToBytes());
                    stream.Write(Bytes(Pixels));
                });
                break;
            case ".npy" or ".npz":
                ArrayImages.Write(path, Pixels, Shape);
                break;
            case "":
                int digits = Names.Count.ToString(CultureInfo.InvariantCulture).Length;
                for (int i = 0; i < Names.Count; i++)
                {
                    string name = (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0') + ".png";
                    WritePng(Path.Combine(path, name), Picture(i), Shape.Width, Shape.Height);
                }

                break;
            default:
                NumberTable.Write(path, Names, classes: null, (PixelGroup, Pixels));
                break;
        }
    }

    private static string Form(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" or ".csv" or ".json" or ".npy" or ".npz" or ".idx" => Path.GetExtension(path).ToLowerInvariant(),
        _ => path.EndsWith("idx3-ubyte", StringComparison.Ordinal) ? ".idx" : string.Empty,
    };

    private static NamedImages FromPictures(string path, ImageOptions options)
    {
        if (!Directory.Exists(path))
            return FromFiles([path], [Path.GetFileName(path)], options);
        var folder = new ImageFolder(path, divided: false);
        if (folder.Count == 0)
            throw new InputException(folder.OtherFormats ?? $"'{path}' holds no images: put them there, or give another folder.");
        string[] names = [.. folder.Names];
        return FromFiles([.. names.Select(name => Path.Combine(path, name))], names, options) with
        {
            Folders = Array.ConvertAll(names, ImageFolder.ClassOf),
            LeftOut = folder.LeftOut.Count == 0 ? null : $"Left out in '{path}': {DataReading.Counts(folder.LeftOut)}.",
        };
    }

    private static NamedImages FromFiles(string[] files, string[] names, ImageOptions options)
    {
        var stack = ImageStack.Read(files, options, maySkip: false);
        return new(Floats(stack.Pixels.Span), stack.Shape, names);
    }

    internal static InputException OtherShape(string path, SampleShape shape, SampleShape needed) =>
        new($"'{path}' has images of {shape} (height × width, after the channels of colour images), and the model takes {needed}: scale them.");

    private static NamedImages FromRows(string path, SampleShape shape)
    {
        (float[] pixels, string[] names, string? leftOut) = NumberTable.Read(path, PixelGroup, shape.Length);
        int wrong = Array.FindIndex(pixels, pixel => pixel is < 0 or > 1);
        return wrong < 0
            ? new(pixels, shape, names) { LeftOut = leftOut }
            : throw new InputException(FormattableString.Invariant($"'{path}' has a pixel of {pixels[wrong]} in image {(wrong / shape.Length) + 1}; each needs a number from 0 to 1: divide bytes by 255."));
    }

    /// <summary>An image's channels, each of which is a plane, pixel by pixel.</summary>
    /// <param name="planes">Channels × (height · width).</param>
    /// <param name="channels">How many they are.</param>
    internal static T[] ByPixel<T>(ReadOnlySpan<T> planes, int channels)
    {
        var pixels = new T[planes.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = planes[(i % channels * (planes.Length / channels)) + (i / channels)];
        return pixels;
    }

    /// <summary>One image as bytes, height × width × channels.</summary>
    private byte[] Picture(int image) => ByPixel<byte>(Bytes(Pixels.AsSpan(image * Shape.Length, Shape.Length)), Shape.Channels);

    /// <summary>All images in one, row after row, with black between them.</summary>
    private void WriteSheet(string path, int columns)
    {
        int rows = (Names.Count + columns - 1) / columns, bytesAcross = Shape.Width * Shape.Channels;
        long width = ((long)columns * (Shape.Width + Gap)) - Gap, height = ((long)rows * (Shape.Height + Gap)) - Gap;
        if (width * height > PngFile.MaxPixels)
            throw new InputException(FormattableString.Invariant($"{Names.Count} images in one picture make {height} × {width} pixels, too many: take fewer, or a folder, with --out and a name without an ending."));
        var sheet = new byte[width * height * Shape.Channels];
        for (int i = 0; i < Names.Count; i++)
        {
            byte[] picture = Picture(i);
            for (int y = 0; y < Shape.Height; y++)
            {
                long row = (i / columns * (Shape.Height + Gap)) + y, column = i % columns * (Shape.Width + Gap);
                picture.AsSpan(y * bytesAcross, bytesAcross).CopyTo(sheet.AsSpan((int)(((row * width) + column) * Shape.Channels)));
            }
        }

        WritePng(path, sheet, (int)width, (int)height);
    }

    private void WritePng(string path, byte[] pixels, int width, int height) =>
        AtomicFile.Write(path, stream => PngFile.Write(stream, pixels, width, height, Shape.Channels == 3 ? PngColour.Rgb : PngColour.Gray));

    private static byte[] Bytes(ReadOnlySpan<float> pixels)
    {
        var bytes = new byte[pixels.Length];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)MathF.Round(255 * Math.Clamp(pixels[i], 0, 1));
        return bytes;
    }

    private static float[] Floats(ReadOnlySpan<byte> bytes)
    {
        var pixels = new float[bytes.Length];
        ImageSet.ToFloats(bytes, pixels);
        return pixels;
    }
}
