namespace VaeLab.Runs;

/// <summary>Numbers that are found of images, in columns with a name each, as CSV or JSON files or arrays of NumPy's in an <c>.npz</c>.</summary>
internal static class ScoreRows
{
    /// <summary>Why columns cannot be written to a file; null if they can.</summary>
    /// <param name="path">The file.</param>
    public static string? Fault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RowFile.IsOne(path) && !path.EndsWith(".npy", StringComparison.OrdinalIgnoreCase) ? RunFolder.FaultOfOwnFile(path)
            : $"--out is {(path.Length == 0 ? "empty" : $"'{path}'")}; it needs a file that ends in .csv, .json or .npz.";
    }

    /// <summary>Writes columns: <c>image</c>, perhaps <c>class</c>, and those that are given.</summary>
    /// <param name="path">Where to; its name ends in .csv, .json or .npz.</param>
    /// <param name="names">What the images are called.</param>
    /// <param name="classes">The class of each image; null for none.</param>
    /// <param name="columns">What each column is called, and a number for each image.</param>
    /// <exception cref="InputException">The file cannot be written, or is a run's own.</exception>
    /// <exception cref="NotFiniteNumberException">A number is not finite. Nothing has been written.</exception>
    public static void Write(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Name, float[] Values)> columns)
    {
        if (Fault(path) is { } fault)
            throw new InputException(fault);
        RowFile.WriteColumns(path, names, classes, columns);
    }
}
