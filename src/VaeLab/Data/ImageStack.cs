using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>Images of one size, read from PNG files as gray bytes, without those that cannot be read.</summary>
/// <param name="Pixels">Count × (height · width) bytes.</param>
/// <param name="Width">Pixels across an image.</param>
/// <param name="Height">Pixels down an image.</param>
/// <param name="Files">Which of the files were read, by their place in the list.</param>
/// <param name="Unreadable">Why the others were not, a sentence each.</param>
/// <param name="Changes">What reading has changed, for example <c>colours made gray</c>.</param>
internal sealed record ImageStack(ReadOnlyMemory<byte> Pixels, int Width, int Height, int[] Files, string[] Unreadable, string[] Changes)
{
    private const int MostFaults = 10;

    /// <summary>
    /// Reads images. Where some have transparent pixels, the background is the one of black and white on which all of them together have more
    /// contrast: what is drawn in black stands on white.
    /// </summary>
    /// <param name="files">Where they are; at least one.</param>
    /// <exception cref="InputException">Images differ in size, are too many, or fewer can be read than cannot; the first faults together.</exception>
    public static ImageStack Read(IReadOnlyList<string> files)
    {
        GrayImage? first = FirstReadable(files, out int firstFile);
        int length = first?.Pixels.Length ?? 0;
        if ((long)files.Count * length > IdxFile.MaxPayloadBytes)
            throw Fault.Of($"{files.Count:N0} images of {first!.Height:N0} × {first.Width:N0} pixels are more than {IdxFile.MaxPayloadBytes:N0} bytes: make them smaller, or give fewer.");

        var pixels = new byte[files.Count * length];
        var facts = new PngFacts[files.Count];
        string?[] unreadable = new string?[files.Count], wrongSize = new string?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                GrayImage image = PngFile.Read(files[i], background: byte.MinValue, out facts[i]);
                if (image.Width == first!.Width && image.Height == first.Height)
                    image.Pixels.CopyTo(pixels, i * length);
                else
                    wrongSize[i] = Invariant($"'{files[i]}' has {image.Height} × {image.Width} pixels (height × width), and '{files[firstFile]}' has {first.Height} × {first.Width}: all must have one size, scale them alike.");
            }
            catch (InputException fault)
            {
                unreadable[i] = fault.Message;
            }
        });

        int[] read = [.. Enumerable.Range(0, files.Count).Where(i => unreadable[i] is null)];
        string[] unread = [.. unreadable.OfType<string>()];
        Require([.. wrongSize.OfType<string>(), .. unread.Length >= read.Length ? unread : []]);
        PngFacts[] ofRead = [.. read.Select(i => facts[i])];
        bool onWhite = ofRead.Where(image => image.IsTransparent).Sum(image => (long)image.ContrastOnWhite - image.ContrastOnBlack) > 0;
        if (onWhite)
        {
            Parallel.ForEach(read.Where(i => facts[i].IsTransparent), i =>
                PngFile.Read(files[i], background: byte.MaxValue, out _).Pixels.CopyTo(pixels, i * length));
        }

        for (int i = 0; i < read.Length && unread.Length > 0; i++)
            pixels.AsSpan(read[i] * length, length).CopyTo(pixels.AsSpan(i * length));
        string[] changes =
        [
            .. Change(ofRead, image => image.HasColours, "made gray", "colours"),
            .. Change(ofRead, image => image.IsTransparent, $"made {(onWhite ? "white" : "black")}", "transparent pixels"),
            .. Change(ofRead, image => image.Depth > 8, "rounded to 8", "16 bits"),
        ];
        return new(pixels.AsMemory(0, read.Length * length), first!.Width, first.Height, read, unread, changes);
    }

    /// <summary>Goes no further if there are faults.</summary>
    /// <exception cref="InputException">The first faults, and how many more there are.</exception>
    public static void Require(IReadOnlyList<string> faults)
    {
        if (faults.Count > MostFaults)
            throw new InputException([.. faults.Take(MostFaults), Invariant($"{faults.Count - MostFaults} more images have faults like these.")]);
        if (faults.Count > 0)
            throw new InputException(faults);
    }

    private static GrayImage? FirstReadable(IReadOnlyList<string> files, out int file)
    {
        for (file = 0; file < files.Count; file++)
        {
            try
            {
                return PngFile.Read(files[file]);
            }
            catch (InputException)
            {
                // Said of each file when all are read.
            }
        }

        return null;
    }

    private static IEnumerable<string> Change(PngFacts[] images, Func<PngFacts, bool> has, string change, string what)
    {
        int count = images.Count(has);
        if (count > 0)
            yield return count == images.Length ? $"{what} {change}" : Invariant($"{what} {change} in {count:N0}");
    }
}
