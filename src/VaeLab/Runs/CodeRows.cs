namespace VaeLab.Runs;

/// <summary>Codes of images as CSV or JSON files or arrays of NumPy's, of a model with a codebook: columns <c>c1</c>, <c>c2</c>, … of whole numbers from 0.</summary>
internal static class CodeRows
{
    private const string Group = "c";

    /// <summary>Reads codes.</summary>
    /// <param name="path">A file whose name ends in .csv, .json, .npy or .npz.</param>
    /// <param name="positions">M, codes of an image.</param>
    /// <param name="codes">K, how many there are to choose from.</param>
    /// <returns>count × M numbers; what the images are called; and what was left out, in a sentence, or null.</returns>
    /// <exception cref="InputException">The file is missing, or holds something else than such codes.</exception>
    public static (float[] Codes, IReadOnlyList<string> Names, string? LeftOut) Read(string path, int positions, int codes)
    {
        ArgumentNullException.ThrowIfNull(path);
        (float[] values, string[] names, string? leftOut) = RowFile.Read(path, Group, positions);
        foreach ((int i, float value) in values.Index())
        {
            if (!(value >= 0 && value < codes && value == MathF.Floor(value)))
                throw new InputException(FormattableString.Invariant($"'{path}' has {value} as code {(i % positions) + 1} of image '{names[i / positions]}'; it needs a whole number from 0 to {codes - 1}."));
        }

        return (values, names, leftOut);
    }

    /// <summary>Writes codes: <c>image</c>, perhaps <c>class</c>, <c>c1</c>, <c>c2</c>, ….</summary>
    /// <param name="path">Where to; its name ends in .csv, .json, .npy or .npz.</param>
    /// <param name="names">What the images are called.</param>
    /// <param name="codes">count × M.</param>
    /// <param name="classes">The class of each image; null for none.</param>
    /// <exception cref="InputException">The file cannot be written, or is a run's own.</exception>
    public static void Write(string path, IReadOnlyList<string> names, float[] codes, IReadOnlyList<string>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(codes);
        if (RunFolder.FaultOfOwnFile(path) is { } fault)
            throw new InputException(fault);
        RowFile.Write(path, names, classes, (Group, codes));
    }
}
