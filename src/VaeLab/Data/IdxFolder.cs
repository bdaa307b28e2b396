namespace VaeLab.Data;

/// <summary>A folder with the four files of a dataset under their usual names.</summary>
internal sealed class IdxFolder
{
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
    public bool HasAny => IdxQuadruple.Names.SelectMany(Spellings).Any(name => Path.Exists(Path.Combine(_path, name)));

    /// <summary>Reads the four files, and SHA256SUMS if it is there.</summary>
    /// <exception cref="InputException">All faults of all files.</exception>
    public FolderData Read()
    {
        (ImageSet training, ImageSet test) = IdxQuadruple.Read(Locate, ReadSums);
        string[] taken = [.. Enumerable.Range(0, IdxQuadruple.Names.Count).Select(number => Locate(number).FileName), Sha256Sums.FileName];
        var leftOut = new FolderScan(_path).Files(string.Empty)[0].Except(taken, StringComparer.Ordinal).CountBy(ImageFolder.Kind, StringComparer.Ordinal);
        return new(training, null, test, new() { LeftOut = [.. leftOut.OrderBy(left => left.Key, StringComparer.Ordinal).Select(left => (left.Key, left.Value))] });
    }

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

    private static string[] Spellings(string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, name + ".gz", dotted, dotted + ".gz"];
    }
}
