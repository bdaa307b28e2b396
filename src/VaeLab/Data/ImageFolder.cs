using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>
/// A folder of PNG images, all of one size. Where it has sub-folders <c>train</c> and <c>test</c>, these are the two sets;
/// otherwise a tenth of the images, drawn once for all, is the test set. Sub-folders below are classes, in the order of their
/// names, as torchvision's ImageFolder has it.
/// </summary>
internal static class ImageFolder
{
    private const int MostFaults = 10, Testing = 10;

    private static readonly EnumerationOptions s_everything =
        new() { RecurseSubdirectories = true, MatchCasing = MatchCasing.CaseInsensitive, IgnoreInaccessible = false, MaxRecursionDepth = 8 };

    /// <summary>The images below a folder by their paths within it, with / between names, in the order of these.</summary>
    /// <exception cref="InputException">The folder cannot be read.</exception>
    public static string[] Names(string path)
    {
        try
        {
            return [.. Directory.EnumerateFiles(path, "*.png", s_everything)
                .Select(file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(path, cause);
        }
    }

    /// <summary>Reads images, which must have one size.</summary>
    /// <param name="files">Where they are; at least one.</param>
    /// <returns>Count × (height · width) bytes, and that size.</returns>
    /// <exception cref="InputException">An image cannot be read or has another size than the first; the first faults together.</exception>
    public static (byte[] Pixels, int Width, int Height) ReadImages(IReadOnlyList<string> files)
    {
        GrayImage first = PngFile.Read(files[0]);
        int length = first.Pixels.Length;
        if ((long)files.Count * length > IdxFile.MaxPayloadBytes)
            throw Fault.Of($"{files.Count:N0} images of {first.Height:N0} × {first.Width:N0} pixels are more than {IdxFile.MaxPayloadBytes:N0} bytes: make them smaller, or give fewer.");

        var pixels = new byte[files.Count * length];
        var faults = new string?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                GrayImage image = PngFile.Read(files[i]);
                if ((image.Width, image.Height) == (first.Width, first.Height))
                    image.Pixels.CopyTo(pixels, i * length);
                else
                    faults[i] = FormattableString.Invariant($"'{files[i]}' has {image.Height} × {image.Width} pixels (height × width), and '{files[0]}' has {first.Height} × {first.Width}: all must have one size, scale them alike.");
            }
            catch (InputException fault)
            {
                faults[i] = fault.Message;
            }
        });

        string[] found = [.. faults.OfType<string>()];
        if (found.Length > MostFaults)
            found = [.. found[..MostFaults], FormattableString.Invariant($"{found.Length - MostFaults} more images have faults like these.")];
        return found.Length == 0 ? (pixels, first.Width, first.Height) : throw new InputException(found);
    }

    /// <summary>Reads a folder as training and test images.</summary>
    /// <exception cref="InputException">It cannot be understood, or an image in it cannot be used.</exception>
    public static (ImageSet Training, ImageSet Test) Read(string path)
    {
        string train = Path.Combine(path, "train"), test = Path.Combine(path, "test");
        bool divided = Directory.Exists(train) || Directory.Exists(test);
        if (divided && !(Directory.Exists(train) && Directory.Exists(test)))
            throw Fault.Of($"'{path}' has only one of the folders 'train' and 'test': give it both, or neither.");

        (string File, string Class)[] first = List(divided ? train : path), second = divided ? List(test) : [];
        string[] classes = [.. first.Concat(second).Select(image => image.Class).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

        int testing = divided ? second.Length : Math.Max(1, first.Length / Testing);
        (string File, string Class)[] images = [.. Shuffle(first), .. Shuffle(second)];
        (byte[] pixels, int width, int height) = ReadImages([.. images.Select(image => image.File)]);
        int[] labels = [.. images.Select(image => Array.BinarySearch(classes, image.Class, StringComparer.Ordinal))];
        var all = new ImageSet(pixels, SampleShape.Gray(height, width), labels);
        return (all.Slice(0, all.Count - testing), all.Slice(all.Count - testing, testing));
    }

    private static (string File, string Class)[] List(string folder)
    {
        (string File, string Class)[] images = [.. Names(folder).Select(name =>
            (Path.Combine(folder, name), name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : string.Empty))];
        if (images.Length == 0)
            throw Fault.Of($"'{folder}' holds no PNG images: put them there, or give another folder.");
        if (images.Any(image => image.Class.Length == 0) && images.Any(image => image.Class.Length > 0))
            throw Fault.Of($"'{folder}' has images in sub-folders, which are classes, and '{images.First(image => image.Class.Length == 0).File}' beside them: put all into sub-folders, or none.");
        return images;
    }

    /// <summary>In an order that depends on their number only: validation and test images are the last ones, and should be of all classes.</summary>
    private static (string File, string Class)[] Shuffle((string File, string Class)[] images)
    {
        var order = new int[images.Length];
        new RandomStream(0, RandomPurpose.Shuffle).Permute(order);
        return [.. order.Select(i => images[i])];
    }
}
