namespace VaeLab.Data;

/// <summary>The four files that make up a dataset of MNIST's kind.</summary>
internal static class IdxQuadruple
{
    /// <summary>Training images, training labels, test images, test labels: the order of everything here.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ];

    /// <summary>Verifies and reads the files at the same time.</summary>
    /// <param name="locate">Finds the file with the given number in <see cref="Names"/>, or throws an InputException.</param>
    /// <param name="readSums">The digests to hold the files against, or null; may throw an InputException.</param>
    /// <param name="hasLabels">Whether there are the files of labels.</param>
    /// <returns>The files in the order of <see cref="Names"/>; null for those of labels where there are none.</returns>
    /// <exception cref="InputException">All faults of all files.</exception>
    public static IdxFile?[] Read(Func<int, IdxSource> locate, Func<Sha256Sums?> readSums, bool hasLabels = true)
    {
        var faults = new List<string>();
        Sha256Sums? sums = null;
        try
        {
            sums = readSums();
        }
        catch (InputException fault)
        {
            faults.AddRange(fault.Faults);
        }

        var files = new IdxFile?[Names.Count];
        var fileFaults = new InputException?[Names.Count];
        Parallel.For(0, Names.Count, i =>
        {
            try
            {
                if (hasLabels || i % 2 == 0)
                    files[i] = ReadOne(locate(i), sums, needsImages: i % 2 == 0);
            }
            catch (InputException fault)
            {
                fileFaults[i] = fault;
            }
        });
        faults.AddRange(fileFaults.SelectMany(fault => fault?.Faults ?? []));
        RequireSameCount(files[0], files[1], faults);
        RequireSameCount(files[2], files[3], faults);
        if (faults.Count > 0) throw new InputException(faults);
        return files;
    }

    private static IdxFile ReadOne(IdxSource source, Sha256Sums? sums, bool needsImages)
    {
        sums?.Verify(source);
        IdxFile file = IdxFile.Read(source);
        bool hasImages = file.Rank == 3;
        if (hasImages == needsImages) return file;
        throw Fault.Of($"'{file.Path}' holds {Kind(hasImages)}, but {Kind(needsImages)} are needed: give the file the name of what it holds.");
    }

    private static string Kind(bool images) => images ? "images (IDX rank 3)" : "labels (IDX rank 1)";

    private static void RequireSameCount(IdxFile? images, IdxFile? labels, List<string> faults)
    {
        if (images is null || labels is null || images.Count == labels.Count) return;
        faults.Add(FormattableString.Invariant(
            $"'{images.Path}' holds {images.Count:N0} images and '{labels.Path}' holds {labels.Count:N0} labels, but each image needs one label: give two files that belong together."));
    }
}
