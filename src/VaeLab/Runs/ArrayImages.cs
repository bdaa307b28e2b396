using VaeLab.Data;
using VaeLab.Formats;

namespace VaeLab.Runs;

/// <summary>Images for a model from all that <see cref="Dataset.FromFile(string, string?)"/> reads and from folders of IDX files, of all sets together; and images as arrays.</summary>
internal static class ArrayImages
{
    /// <summary>Whether a path is a file with arrays, or a folder of IDX files.</summary>
    public static bool IsAt(string path) => Directory.Exists(path) ? new IdxFolder(path).HasAny : ArrayFile.IsNamedSo(path) || !IsOfOtherForm(path);

    /// <summary>Reads images, with their labels if they have any.</summary>
    /// <param name="path">The file or the folder.</param>
    /// <param name="terms">What the model says of its samples.</param>
    /// <exception cref="InputException">They cannot be read, have another shape, or do not fit in memory.</exception>
    public static NamedImages Read(string path, SampleTerms terms)
    {
        (IReadOnlyList<(string Set, SampleSet Samples)> sets, ReaderNotes notes) = Sets(path, terms);
        if (sets.Select(set => set.Samples).FirstOrDefault(samples => samples.Shape != terms.Shape) is { } other)
            throw NamedImages.OtherShape(path, other.Shape, terms.Shape);

        int count = sets.Sum(set => set.Samples.Count);
        double needed = (double)count * terms.Shape.Length * sizeof(float), available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if ((long)count * terms.Shape.Length > Array.MaxLength || needed > available)
            throw new InputException(FormattableString.Invariant($"'{path}' holds {count:N0} samples, which take {needed / 1e9:F1} GB of memory, and there are {available / 1e9:F1} GB here: give fewer."));
        var values = new float[count * terms.Shape.Length];
        int done = 0;
        foreach ((_, SampleSet samples) in sets)
        {
            samples.Fill(0, samples.Count, values.AsSpan(done * terms.Shape.Length));
            done += samples.Count;
        }

        if (values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is var wrong and >= 0)
            throw new InputException(FormattableString.Invariant($"'{path}' has {values[wrong]} in sample {(wrong / terms.Shape.Length) + 1}: values must be finite numbers, so replace it or leave the sample out."));
        string[] said = [.. notes.Changes, .. notes.LeftOut.Count == 0 ? Array.Empty<string>() : [$"left out {DataReading.Counts(notes.LeftOut)}"]];
        return new(values, terms.Shape, [.. sets.SelectMany(set => Names(set.Set, set.Samples.Count))])
        {
            LeftOut = said.Length == 0 ? null : $"Read '{path}': {string.Join(", ", said)}.",
            Labels = sets.All(set => set.Samples.HasLabels) ? [.. sets.SelectMany(set => set.Samples.Labels.ToArray()).Select(label => FormattableString.Invariant($"{label}"))] : null,
        };
    }

    /// <summary>Writes images as an array: images × height × width, then the three channels of colour images; or rows of features.</summary>
    /// <param name="path">Where to; in an <c>.npz</c> it is called <c>x</c>.</param>
    /// <param name="pixels">The images, channel by channel.</param>
    /// <param name="shape">The shape of one.</param>
    public static void Write(string path, float[] pixels, SampleShape shape)
    {
        int count = pixels.Length / shape.Length, area = shape.Height * shape.Width, channels = shape.Channels;
        int[] sides = area == 1 ? [count, channels] : channels == 1 ? [count, shape.Height, shape.Width] : [count, shape.Height, shape.Width, channels];
        float[] values = [.. Enumerable.Range(0, count).SelectMany(i => NamedImages.ByPixel<float>(pixels.AsSpan(i * shape.Length, shape.Length), channels))];
        AtomicFile.Write(path, stream =>
        {
            if (ArrayFile.IsArchive(path))
                ArrayFile.WriteArchive(stream, ("x", target => ArrayFile.Write(target, values, sides)));
            else
                ArrayFile.Write(stream, values, sides);
        });
    }

    private static bool IsOfOtherForm(string path) => NumberTable.IsTable(path) || ImageFile.IsNamedSo(path);

    private static (IReadOnlyList<(string Set, SampleSet Samples)> Sets, ReaderNotes Notes) Sets(string path, SampleTerms terms)
    {
        if (Directory.Exists(path))
        {
            FolderData data = new IdxFolder(path).Read(terms);
            return ([(ArrayRoles.Training, data.Training), (ArrayRoles.Test, data.Test!)], data.Notes);
        }

        if (ArrayFile.IsOne(path))
        {
            (IReadOnlyList<(string, SampleSet)> sets, _, ReaderNotes notes) = new ArrayReader(IdxSource.File(path), terms).ReadSets();
            return (sets, notes);
        }

        (SampleSet images, _, ReaderNotes said) = IdxFolder.ReadImages(path, terms);
        return ([(string.Empty, images)], said);
    }

    private static IEnumerable<string> Names(string set, int count) =>
        Enumerable.Range(1, count).Select(number => set.Length == 0 ? FormattableString.Invariant($"{number}") : FormattableString.Invariant($"{set}/{number}"));
}
