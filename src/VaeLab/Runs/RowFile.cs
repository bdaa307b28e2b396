using VaeLab.Data;
using VaeLab.Formats;

namespace VaeLab.Runs;

/// <summary>
/// Rows of numbers in a file: a <see cref="NumberTable"/>; or as arrays of NumPy's: an <c>.npy</c> of rows × columns, or an <c>.npz</c> with such
/// an array under the name of the columns, for example <c>z</c>, and perhaps texts <c>image</c> and <c>class</c>.
/// </summary>
internal static class RowFile
{
    private const string Names = "image", ClassesName = "class";

    /// <summary>Whether a file has one of these forms, by the ending of its name.</summary>
    public static bool IsOne(string path) => NumberTable.IsTable(path) || ArrayFile.IsNamedSo(path);

    /// <summary>Reads rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The array's name in an archive.</param>
    /// <param name="columns">How many numbers a row has.</param>
    /// <returns>rows × columns numbers; the rows' names: their numbers from 1, where they have none; and what was left out, in a sentence, or null.</returns>
    /// <exception cref="InputException">The file is missing or damaged, or holds something else.</exception>
    public static (float[] Values, string[] Names, string? LeftOut) Read(string path, string group, int columns)
    {
        if (NumberTable.IsTable(path))
            return NumberTable.Read(path, group, columns);
        IReadOnlyList<StoredArray> arrays = Open(path);
        StoredArray rows = arrays.Count == 1 ? arrays[0] : Find(arrays, group)
            ?? throw new InputException($"'{path}' holds no array '{group}': it has {string.Join(", ", arrays)}. Save the rows under that name, or alone in an .npy file.");
        if (!(rows.Header.Shape is [var count, ..] && count > 0 && rows.Header.Count == count * columns && rows.Header.Shape.Count <= 2))
            throw new InputException(FormattableString.Invariant($"'{rows.Display}' has the shape {rows.Sides}; it needs rows of {columns} numbers, one for each image."));
        float[] values = rows.Read<float>();
        int wrong = Array.FindIndex(values, value => !float.IsFinite(value));
        if (wrong >= 0)
            throw new InputException(FormattableString.Invariant($"'{rows.Display}' has {values[wrong]} in row {(wrong / columns) + 1}; it needs finite numbers."));
        string[]? names = Find(arrays, Names)?.ReadTexts();
        string[] others = [.. arrays.Where(array => array != rows && array.Name is not (Names or ClassesName)).Select(array => array.Name)];
        return (
            values,
            names?.Length == count ? names : [.. Enumerable.Range(1, (int)count).Select(number => FormattableString.Invariant($"{number}"))],
            others.Length == 0 ? null : $"Left out in '{path}': {string.Join(", ", others)}.");
    }

    /// <summary>The classes that a file names; null for none.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<string>? Classes(string path) => NumberTable.IsTable(path) ? NumberTable.Classes(path) : Find(Open(path), ClassesName)?.ReadTexts();

    /// <summary>Writes rows. An <c>.npy</c> has room for the first group alone.</summary>
    /// <param name="path">Where to; its ending says in which form.</param>
    /// <param name="names">The rows' names.</param>
    /// <param name="classes">The rows' classes, or null for none.</param>
    /// <param name="groups">Arrays: rows × as many numbers as there are, row by row.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="NotFiniteNumberException">A number is not finite. Nothing has been written.</exception>
    public static void Write(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, params IReadOnlyList<(string Group, float[] Values)> groups)
    {
        if (NumberTable.IsTable(path))
        {
            NumberTable.Write(path, names, classes, groups);
            return;
        }

        foreach ((string group, float[] values) in groups)
            NumberTable.RequireFinite(names, group, values);
        AtomicFile.Write(path, stream =>
        {
            if (ArrayFile.IsArchive(path))
                ArrayFile.WriteArchive(stream, [.. groups.Select(group => (group.Group, Of(group.Values))), (Names, target => ArrayFile.Write(target, names)), .. classes is null ? Array.Empty<(string, Action<Stream>)>() : [(ClassesName, target => ArrayFile.Write(target, classes))]]);
            else
                Of(groups[0].Values)(stream);
        });

        Action<Stream> Of(float[] values) => target => ArrayFile.Write(target, values, values.Length == names.Count ? [names.Count] : [names.Count, values.Length / names.Count]);
    }

    /// <summary>Writes columns that have a name each.</summary>
    /// <param name="path">Where to: .csv, .json, or .npz with an array for each column.</param>
    /// <param name="names">The rows' names.</param>
    /// <param name="classes">The rows' classes, or null for none.</param>
    /// <param name="columns">A number for each row.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="NotFiniteNumberException">A number is not finite. Nothing has been written.</exception>
    public static void WriteColumns(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Name, float[] Values)> columns)
    {
        if (NumberTable.IsTable(path))
            NumberTable.WriteColumns(path, names, classes, columns);
        else
            Write(path, names, classes, columns);
    }

    private static IReadOnlyList<StoredArray> Open(string path) => ArrayFile.Open(IdxSource.File(path)).Arrays;

    private static StoredArray? Find(IReadOnlyList<StoredArray> arrays, string name) => arrays.FirstOrDefault(array => string.Equals(array.Name, name, StringComparison.Ordinal));
}
