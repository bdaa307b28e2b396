namespace VaeLab.Data;

/// <summary>A folder with the four files of a dataset under their usual names.</summary>
internal sealed class IdxFolder
{
    /// <summary>What names call the types of numbers.</summary>
    private static readonly string[] s_types = ["ubyte", "byte", "short", "int", "float", "double"];

    private readonly string _path;

    /// <exception cref="InputException">There is no such folder.</exception>
    public IdxFolder(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw Fault.Of($"The folder's name is empty: give the folder that holds {NeededFiles}.");
        if (File.Exists(path))
            throw Fault.Of($"'{path}' is a file, but a folder is needed: give the folder that holds {NeededFiles}.");
        if (!Directory.Exists(path))
            throw Fault.Of($"Folder '{path}' does not exist or may not be read: give the folder that holds {NeededFiles}.");
        _path = path;
    }

    private static string NeededFiles => string.Join(", ", IdxQuadruple.Names) + ", plain or with .gz";

    /// <summary>Whether the folder has at least one of the four.</summary>
    public bool HasAny => Enumerable.Range(0, IdxQuadruple.Names.Count).Any(HasAnyOf);

    private bool HasAnyOf(int number) => Spellings(IdxQuadruple.Names[number]).Any(name => Path.Exists(Path.Combine(_path, name)));

    /// <summary>Reads the four files, and SHA256SUMS if it is there. Without any file of labels, the images alone.</summary>
    /// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
    /// <exception cref="InputException">All faults of all files.</exception>
    public FolderData Read(SampleTerms? terms = null)
    {
        bool hasLabels = !HasAnyOf(0) || !HasAnyOf(2) || HasAnyOf(1) || HasAnyOf(3);
        IdxFile?[] files = IdxQuadruple.Read(Locate, ReadSums, hasLabels);
        ArrayValues[] values = [.. new[] { files[0]!, files[2]! }.Select(file => new ArrayValues(file.Format, file.Payload))];
        if (values[0].Format != values[1].Format)
            throw Fault.Of($"'{files[0]!.Path}' holds {values[0].Format} and '{files[2]!.Path}' holds {values[1].Format}, so that it is not clear what their numbers mean: write both as one type.");
        var scale = ArrayScale.Of(files[0]!.Path, values, terms);
        string[] taken = [.. files.OfType<IdxFile>().Select(file => Path.GetFileName(file.Path)), Sha256Sums.FileName];
        var leftOut = new FolderScan(_path).Files(string.Empty)[0].Except(taken, StringComparer.Ordinal).CountBy(ImageFolder.Kind, StringComparer.Ordinal);
        var notes = new ReaderNotes
        {
            Changes = [.. scale.Said is { } said ? new[] { said } : [], .. hasLabels ? Array.Empty<string>() : ["no files of labels"]],
            LeftOut = [.. leftOut.OrderBy(left => left.Key, StringComparer.Ordinal).Select(left => (left.Key, left.Value))],
        };
        return new(Samples(files[0]!, files[1], values[0], scale), null, Samples(files[2]!, files[3], values[1], scale), notes) { DividedBy = scale.DividedBy };
    }

    /// <summary>Reads the images of a single file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
    /// <exception cref="InputException">It cannot be read, or holds labels.</exception>
    public static (SampleSet Images, float? DividedBy, ReaderNotes Notes) ReadImages(string path, SampleTerms? terms)
    {
        IdxFile file = IdxFile.Read(path);
        if (file.Rank != 3)
            throw Fault.Of($"'{path}' holds labels, and images are needed: give the file of the images.");
        var values = new ArrayValues(file.Format, file.Payload);
        var scale = ArrayScale.Of(path, [values], terms);
        return (Samples(file, labels: null, values, scale), scale.DividedBy, new() { Changes = scale.Said is { } said ? [said] : [] });
    }

    private static SampleSet Samples(IdxFile images, IdxFile? labels, ArrayValues values, ArrayScale scale) =>
        values.ToSamples(SampleShape.Gray(images.Height, images.Width), channelsLast: false, scale.Divisor, labels?.Labels() ?? []);

    private Sha256Sums? ReadSums()
    {
        string path = Path.Combine(_path, Sha256Sums.FileName);
        return Path.Exists(path) ? Sha256Sums.Read(IdxSource.File(path)) : null;
    }

    /// <summary>The file with a number in <see cref="IdxQuadruple.Names"/>.</summary>
    /// <exception cref="InputException">It is not there.</exception>
    public IdxSource Locate(int number)
    {
        string[] paths = [.. Spellings(IdxQuadruple.Names[number]).Select(name => Path.Combine(_path, name))];

        // A folder of that name is only worth a word if no file has it: some archives unpack to both.
        string? found = Array.Find(paths, File.Exists) ?? Array.Find(paths, Directory.Exists);
        return found is null
            ? throw Fault.Of($"'{paths[0]}' is missing, and so is the same with .gz: put the file there, or give another folder.")
            : IdxSource.File(found);
    }

    private static string[] Spellings(string name) =>
    [
        .. s_types.Select(type => name.Replace("ubyte", type, StringComparison.Ordinal)).SelectMany(typed => new[] { typed, typed.Replace("-idx", ".idx", StringComparison.Ordinal) })
            .SelectMany(spelt => new[] { spelt, spelt + ".gz" }),
    ];
}
