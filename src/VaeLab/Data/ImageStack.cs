using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>Images of one size, read from files, without those that cannot be read.</summary>
/// <param name="Pixels">Count × (channels · height · width) bytes.</param>
/// <param name="Shape">The shape of one image.</param>
/// <param name="Files">Which of the files were read, by their place in the list.</param>
/// <param name="Unreadable">Why the others were not, a sentence each.</param>
/// <param name="Changes">What reading has changed, for example <c>colours made gray</c>.</param>
/// <param name="Warnings">What was left out and what has no effect, a sentence each.</param>
internal sealed record ImageStack(ReadOnlyMemory<byte> Pixels, SampleShape Shape, int[] Files, string[] Unreadable, string[] Changes, string[] Warnings)
{
    private const int MostFaults = 10, MostListed = 20;

    /// <summary>Reads images.</summary>
    /// <param name="files">Where they are; at least one.</param>
    /// <param name="options">How.</param>
    /// <param name="maySkip">Whether who asks may choose to leave out what cannot be read.</param>
    /// <exception cref="InputException">Images differ in size or are too many, or some cannot be read and are not to be left out; the first faults together.</exception>
    public static ImageStack Read(IReadOnlyList<string> files, ImageOptions options, bool maySkip)
    {
        var rendering = new ImageRendering(options);
        SampleShape shape = FirstReadable(files, out int firstFile) is { } first ? rendering.Shape(first) : new(options.Channels, 1, 1);
        if ((long)files.Count * shape.Length > IdxFile.MaxPayloadBytes)
            throw Fault.Of($"{files.Count:N0} images of {shape} are more than {IdxFile.MaxPayloadBytes:N0} bytes: make them smaller with ImageOptions.Size, or give fewer.");

        int length = shape.Length;
        var pixels = new byte[files.Count * length];
        var facts = new ImageFacts[files.Count];
        string?[] unreadable = new string?[files.Count], wrongSize = new string?[files.Count];
        Rgb background = options.Background is { } given ? Rgb.Parse(given) : Rgb.Black;
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                ColourImage image = ImageFile.Read(files[i]);
                if (rendering.Shape(image) == shape)
                    rendering.Render(image, background, out facts[i]).CopyTo(pixels, i * length);
                else
                    wrongSize[i] = Invariant($"'{files[i]}' has {image.Height} × {image.Width} pixels (height × width), and '{files[firstFile]}' has {shape.Height} × {shape.Width}: all must have one size. Scale them alike, or give one with ImageOptions.Size.");
            }
            catch (InputException fault)
            {
                unreadable[i] = fault.Message;
            }
        });

        int[] read = [.. Enumerable.Range(0, files.Count).Where(i => unreadable[i] is null)];
        string[] unread = [.. unreadable.OfType<string>()];
        Require([.. wrongSize.OfType<string>(), .. options.SkipBroken && read.Length > 0 ? [] : unread], maySkip && unread.Length > 0 && read.Length > 0);
        ImageFacts[] ofRead = [.. read.Select(i => facts[i])];
        bool onWhite = options.Background is null && ofRead.Where(image => image.IsTransparent).Sum(image => (long)image.ContrastOnWhite - image.ContrastOnBlack) > 0;
        if (onWhite)
        {
            Parallel.ForEach(read.Where(i => facts[i].IsTransparent), i =>
                rendering.Render(ImageFile.Read(files[i]), Rgb.White, out _).CopyTo(pixels, i * length));
        }

        for (int i = 0; i < read.Length && unread.Length > 0; i++)
            pixels.AsSpan(read[i] * length, length).CopyTo(pixels.AsSpan(i * length));
        string ground = options.Background ?? (onWhite ? "white" : "black");
        string[] changes =
        [
            .. options.Colours == ImageColours.Gray ? Change(ofRead, image => image.HasColours, "colours made gray") : [],
            .. Change(ofRead, image => image.IsTransparent, $"transparent pixels made {ground}"),
            .. Change(ofRead, image => image.Depth > 8, Invariant($"{ofRead.Max(image => image.Depth)} bits rounded to 8")),
            .. Change(ofRead, image => image.HasMore, "the first of several images in a file taken"),
            .. Change(ofRead, image => image.IsScaled, Invariant($"scaled to {shape.Height} × {shape.Width}")),
            .. options.Invert ? ["inverted"] : Array.Empty<string>(),
        ];
        return new(pixels.AsMemory(0, read.Length * length), shape, read, unread, changes, [.. Doubts(options, ofRead, unread)]);
    }

    private static void Require(IReadOnlyList<string> faults, bool toSkip)
    {
        string[] advice = toSkip && faults.Count > 0 ? ["To leave out images that cannot be read, give ImageOptions.SkipBroken."] : [];
        if (faults.Count > MostFaults)
            throw new InputException([.. faults.Take(MostFaults), Invariant($"{faults.Count - MostFaults} more images have faults like these."), .. advice]);
        if (faults.Count > 0)
            throw new InputException([.. faults, .. advice]);
    }

    private static IEnumerable<string> Doubts(ImageOptions options, ImageFacts[] images, string[] unread)
    {
        if (unread.Length > 0)
            yield return Invariant($"Images that cannot be read are left out ({unread.Length:N0}): {string.Join(' ', unread.Take(MostListed))}{(unread.Length > MostListed ? Invariant($" And {unread.Length - MostListed:N0} more.") : string.Empty)}");
        if (options is { SkipBroken: true } && unread.Length == 0)
            yield return "All images could be read, so ImageOptions.SkipBroken has changed nothing.";
        if (options.Background is not null && (options.Size is null || options.Fit != ImageFit.Pad) && !Array.Exists(images, image => image.IsTransparent))
            yield return "No image has transparent pixels and none is padded, so ImageOptions.Background has changed nothing.";
        if (options.Colours == ImageColours.Rgb && !Array.Exists(images, image => image.HasColours))
            yield return "No image has colours, so its three channels are the same: ImageOptions.Colours = Gray would do.";
    }

    private static ColourImage? FirstReadable(IReadOnlyList<string> files, out int file)
    {
        for (file = 0; file < files.Count; file++)
        {
            try
            {
                return ImageFile.Read(files[file]);
            }
            catch (InputException)
            {
                // Said of each file when all are read.
            }
        }

        return null;
    }

    private static IEnumerable<string> Change(ImageFacts[] images, Func<ImageFacts, bool> has, string change)
    {
        int count = images.Count(has);
        if (count > 0)
            yield return count == images.Length ? change : Invariant($"{change} in {count:N0}");
    }
}
