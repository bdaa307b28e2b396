using System.Text;

namespace VaeLab.Formats;

/// <summary>A line of comma-separated values (RFC 4180): what holds a comma or a quotation mark stands in quotation marks.</summary>
internal static class CsvLine
{
    private const char Guard = '\'';

    /// <summary>The cells of a line. Blanks around them do not count, unless they stand in quotation marks.</summary>
    public static IEnumerable<string> Split(string line)
    {
        var cell = new StringBuilder();
        bool quoted = false, wasQuoted = false;
        int kept = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                (quoted, wasQuoted, kept) = (!quoted, true, quoted ? cell.Length : kept);
            }
            else if (line[i] == ',' && !quoted)
            {
                yield return Take();
            }
            else if (quoted || wasQuoted || cell.Length > 0 || !char.IsWhiteSpace(line[i]))
            {
                cell.Append(line[i]);
            }
        }

        yield return Take();

        string Take()
        {
            while (cell.Length > kept && char.IsWhiteSpace(cell[^1]))
                cell.Length--;
            string text = cell.ToString();
            cell.Clear();
            (wasQuoted, kept) = (false, 0);
            return text;
        }
    }

    /// <summary>A name as it is written. Line breaks, which files may have in their names, become blanks; blanks at its ends are kept.</summary>
    public static string Quote(string name)
    {
        name = name.ReplaceLineEndings(" ");
        if (IsFormula(name))
            name = Guard + name;
        return name.AsSpan().IndexOfAny(',', '"') < 0 && name.Trim().Length == name.Length ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>The name that <see cref="Quote"/> has written into a cell.</summary>
    public static string Name(string cell) => cell.StartsWith(Guard) && IsFormula(cell[1..]) ? cell[1..] : cell;

    /// <summary>Whether a spreadsheet would compute a name, and not show it. So that none is lost, what begins with the guard itself counts too.</summary>
    private static bool IsFormula(string name) => name.TrimStart(Guard) is ['=' or '+' or '-' or '@' or '\t', ..];
}
