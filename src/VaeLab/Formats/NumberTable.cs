using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VaeLab.Formats;

/// <summary>
/// Rows of numbers, as CSV or JSON. A CSV file may have a header: then the columns <c>z1</c>, <c>z2</c>, … are taken and others
/// let be; without one, it has these columns and no others. A first line of the columns' own numbers, 0, 1, 2, …, is a header too, as
/// pandas writes it where columns have no names. JSON is an array with an array of numbers for each row, or an object
/// with such an array under <c>z</c>. Rows may have a name and a class: columns or
/// keys <c>image</c> and <c>class</c>.
/// </summary>
internal static class NumberTable
{
    private const string NameColumn = "image", ClassColumn = "class";

    /// <summary>Whether a file has one of the two forms, by the ending of its name.</summary>
    public static bool IsTable(string path) => IsJson(path) || path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="group">The columns' name, without a number.</param>
    /// <param name="columns">How many of them there are.</param>
    /// <returns>rows × columns numbers; the rows' names: their numbers from 1, where they have none; and what was left out, in a sentence, or null.</returns>
    /// <exception cref="InputException">The file is missing, has no rows, or a row has something else than so many finite numbers.</exception>
    public static (float[] Values, string[] Names, string? LeftOut) Read(string path, string group, int columns) => Parse(Bytes(path), path, group, columns);

    /// <inheritdoc cref="Read"/>
    internal static (float[] Values, string[] Names, string? LeftOut) Parse(byte[] content, string path, string group, int columns)
    {
        (List<float> values, List<string> names, string? leftOut) = IsJson(path) ? ReadJson(content, path, group, columns) : ReadCsv(content, path, group, columns);
        return names.Count > 0 ? ([.. values], [.. names], leftOut) : throw new InputException($"'{path}' holds no rows: give a file with at least one.");
    }

    /// <summary>The classes of the rows of a file that <see cref="Read"/> can read; null for rows without.</summary>
    /// <param name="path">The file.</param>
    public static IReadOnlyList<string>? Classes(string path)
    {
        if (IsJson(path))
        {
            using var json = JsonDocument.Parse(Bytes(path));
            string[] found = [.. json.RootElement.EnumerateArray().SelectMany(row => row.ValueKind == JsonValueKind.Object && row.TryGetProperty(ClassColumn, out JsonElement name) ? new[] { name.ToString() } : [])];
            return found.Length == json.RootElement.GetArrayLength() ? found : null;
        }

        string[][] rows = [.. Lines(Bytes(path)).Where(line => line.Length > 0).Select(line => CsvLine.Split(line).ToArray())];
        int place = Array.IndexOf(rows[0], ClassColumn);
        return place < 0 ? null : [.. rows.Skip(1).Select(row => CsvLine.Name(row[place]))];
    }

    /// <summary>Writes rows.</summary>
    /// <param name="path">Where to; its ending says in which form.</param>
    /// <param name="names">The rows' names.</param>
    /// <param name="classes">The rows' classes, or null for no such column.</param>
    /// <param name="groups">Columns with a common name: rows × as many as there are, row by row.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="NotFiniteNumberException">A number is not finite. Nothing has been written.</exception>
    public static void Write(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, params IReadOnlyList<(string Group, float[] Values)> groups) =>
        WriteRows(path, names, classes, groups, areNumbered: true);

    /// <summary>Writes columns that have a name each: no number stands behind it, and in JSON its value is a number.</summary>
    /// <inheritdoc cref="Write"/>
    /// <param name="columns">A number for each row.</param>
    public static void WriteColumns(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Name, float[] Values)> columns) =>
        WriteRows(path, names, classes, columns, areNumbered: false);

    /// <summary>What a model has computed is to be shown only if it is a number.</summary>
    /// <exception cref="NotFiniteNumberException">A number is not finite.</exception>
    public static void RequireFinite(IReadOnlyList<string> names, string group, float[] values)
    {
        int place = Array.FindIndex(values, value => !float.IsFinite(value));
        if (place < 0)
            return;
        int columns = values.Length / names.Count;
        throw new NotFiniteNumberException(FormattableString.Invariant($"{group}{(place % columns) + 1} of '{names[place / columns]}' is {values[place]}: what the model computes of its finite weights is no finite number. Its training has diverged, or its weights belong to another configuration."));
    }

    private static void WriteRows(string path, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Group, float[] Values)> groups, bool areNumbered)
    {
        foreach ((string group, float[] values) in groups)
            RequireFinite(names, group, values);
        AtomicFile.Write(path, stream =>
        {
            if (IsJson(path))
                WriteJson(stream, names, classes, groups, areNumbered);
            else
                WriteCsv(stream, names, classes, groups, areNumbered);
        });
    }

    private static byte[] Bytes(string path) => JsonFile.ReadBytes(path, reason => $"'{path}' cannot be read: {reason}");

    private static string[] Lines(byte[] content) => [.. Encoding.UTF8.GetString(content).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r'))];

    private static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private static (List<float> Values, List<string> Names, string? LeftOut) ReadCsv(byte[] content, string path, string group, int columns)
    {
        string[] lines = Lines(content);
        List<float> values = [];
        List<string> names = [];
        string? leftOut = null;
        int[] places = [.. Enumerable.Range(0, columns)];
        int name = -1, cells = columns;
        for (int number = 0; number < lines.Length; number++)
        {
            if (lines[number].Length == 0)
                continue;
            string[] row = [.. CsvLine.Split(lines[number])];
            if (names.Count == 0 && number == 0 && !Array.TrueForAll(row, cell => TryParse(cell, out _)))
            {
                name = Array.IndexOf(row, NameColumn);
                places = [.. places.Select(i => Array.IndexOf(row, FormattableString.Invariant($"{group}{i + 1}")))];
                cells = row.Length;
                if (places.Contains(-1))
                    throw Fault(path, "line 1", $"has not all columns {Columns(group, columns)}");
                continue;
            }

            if (number == 0 && columns > 1 && row.SequenceEqual(Enumerable.Range(0, columns).Select(Number), StringComparer.Ordinal))
            {
                leftOut = $"The first line of '{path}', {lines[number]}, was taken for the columns' names, not for numbers.";
                continue;
            }

            string where = FormattableString.Invariant($"line {number + 1}");
            if (row.Length != cells)
                throw Fault(path, where, FormattableString.Invariant($"has {row.Length} columns, and needs {cells}{(name < 0 && cells == columns ? $": {Columns(group, columns)}" : string.Empty)}"));
            foreach (int place in places)
                values.Add(TryParse(row[place], out float value) ? value : throw Fault(path, where, $"has '{row[place]}' in column {Number(place + 1)}, and needs a finite number"));
            names.Add(name < 0 ? Number(names.Count + 1) : CsvLine.Name(row[name]));
        }

        return (values, names, leftOut);
    }

    private static (List<float> Values, List<string> Names, string? LeftOut) ReadJson(byte[] content, string path, string group, int columns)
    {
        List<float> values = [];
        List<string> names = [];
        try
        {
            using var json = JsonDocument.Parse(content);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
                throw Fault(path, "it", "is no array of rows");
            foreach (JsonElement row in json.RootElement.EnumerateArray())
            {
                string where = $"row {Number(names.Count + 1)}";
                bool named = row.ValueKind == JsonValueKind.Object;
                JsonElement numbers = named && row.TryGetProperty(group, out JsonElement inside) ? inside : row;
                if (numbers.ValueKind != JsonValueKind.Array || numbers.GetArrayLength() != columns)
                    throw Fault(path, where, FormattableString.Invariant($"is not {columns} numbers, nor an object with so many as '{group}'"));
                foreach (JsonElement number in numbers.EnumerateArray())
                    values.Add(number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out float value) && float.IsFinite(value) ? value : throw Fault(path, where, $"has '{number}', and needs a finite number"));
                names.Add(named && row.TryGetProperty(NameColumn, out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : Number(names.Count + 1));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter: text that is no UTF-8
        {
            throw new InputException($"'{path}' is no JSON: {exception.Message}", exception);
        }

        return (values, names, null);
    }

    private static void WriteCsv(Stream stream, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Group, float[] Values)> groups, bool areNumbered)
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',', [NameColumn, .. classes is null ? Array.Empty<string>() : [ClassColumn], .. groups.SelectMany(group => areNumbered ? Enumerable.Range(1, group.Values.Length / names.Count).Select(i => group.Group + Number(i)) : [group.Group])]));
        for (int row = 0; row < names.Count; row++)
        {
            text.Write(CsvLine.Quote(names[row]));
            if (classes is not null)
                text.Write(',' + CsvLine.Quote(classes[row]));
            foreach ((_, float[] values) in groups)
            {
                int columns = values.Length / names.Count;
                foreach (float value in values.AsSpan(row * columns, columns))
                    text.Write(string.Create(CultureInfo.InvariantCulture, $",{value}"));
            }

            text.WriteLine();
        }
    }

    private static void WriteJson(Stream stream, IReadOnlyList<string> names, IReadOnlyList<string>? classes, IReadOnlyList<(string Group, float[] Values)> groups, bool areNumbered)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { NewLine = "\n" });
        json.WriteStartArray();
        for (int row = 0; row < names.Count; row++)
        {
            json.WriteStartObject();
            json.WriteString(NameColumn, names[row]);
            if (classes is not null)
                json.WriteString(ClassColumn, classes[row]);
            foreach ((string group, float[] values) in groups)
            {
                if (!areNumbered)
                {
                    json.WriteNumber(group, values[row]);
                    continue;
                }

                json.WriteStartArray(group);
                int columns = values.Length / names.Count;
                foreach (float value in values.AsSpan(row * columns, columns))
                    json.WriteNumberValue(value);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool TryParse(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static string Columns(string group, int columns) => columns == 1 ? group + "1" : $"{group}1 … {group}{Number(columns)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static InputException Fault(string path, string where, string what) => new($"'{path}': {where} {what}.");
}
