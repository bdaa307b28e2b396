namespace VaeLab.Runs;

/// <summary>Latent points as CSV or JSON files or arrays of NumPy's, with what they belong to.</summary>
internal static class LatentRows
{
    private const string PointGroup = "z", SpreadGroup = "sd";

    /// <summary>Reads points: columns <c>z1</c>, <c>z2</c>, …, or a file with nothing else.</summary>
    /// <param name="path">A file whose name ends in .csv, .json, .npy or .npz.</param>
    /// <param name="dimensions">d.</param>
    /// <returns>count × d numbers; what they are called; and what was left out, in a sentence, or null.</returns>
    /// <exception cref="InputException">The file is missing, or holds something else.</exception>
    public static (float[] Points, IReadOnlyList<string> Names, string? LeftOut) Read(string path, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Fault(path, "--input") is { } fault ? throw new InputException(fault) : RowFile.Read(path, PointGroup, dimensions);
    }

    /// <summary>The classes that the rows of a file name in their column <c>class</c>; null for rows without.</summary>
    /// <param name="path">A file that can be read.</param>
    public static IReadOnlyList<string>? Classes(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RowFile.Classes(path);
    }

    /// <summary>Writes q(z|x) of images: <c>image</c>, perhaps <c>class</c>, the means <c>z1</c>, <c>z2</c>, … and the standard deviations <c>sd1</c>, <c>sd2</c>, ….</summary>
    /// <param name="path">Where to; its name ends in .csv, .json, .npy or .npz.</param>
    /// <param name="names">What the images are called.</param>
    /// <param name="means">count × d.</param>
    /// <param name="standardDeviations">count × d.</param>
    /// <param name="classes">The class of each image; null for none.</param>
    /// <exception cref="InputException">The file cannot be written, or is a run's own.</exception>
    /// <exception cref="NotFiniteNumberException">A number is not finite. Nothing has been written.</exception>
    public static void Write(string path, IReadOnlyList<string> names, float[] means, float[] standardDeviations, IReadOnlyList<string>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(standardDeviations);
        if (RunFolder.FaultOfOwnFile(path) is { } fault)
            throw new InputException(fault);
        RowFile.Write(path, names, classes, (PointGroup, means), (SpreadGroup, standardDeviations));
    }

    /// <summary>Why a path is no file of latent points by its name; null if it is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="option">Where it was given.</param>
    public static string? Fault(string path, string option)
    {
        ArgumentNullException.ThrowIfNull(path);
        return RowFile.IsOne(path) ? null : $"{option} is {(path.Length == 0 ? "empty" : $"'{path}'")}; it needs a file that ends in .csv, .json, .npy or .npz.";
    }
}
