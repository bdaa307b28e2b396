using System.Text;

namespace VaeLab.Formats;

/// <summary>A line of comma-separated values (RFC 4180): what holds a comma or a quotation mark stands in quotation marks.</summary>
internal static class CsvLine
{
    /// <summary>The cells of a line. Blanks around them do not count.</summary>
    public static IEnumerable<string> Split(string line)
    {
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                yield return cell.ToString().Trim();
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        yield return cell.ToString().Trim();
    }

    /// <summary>A cell as it is written. Line breaks, which files may have in their names, become blanks.</summary>
    public static string Quote(string cell)
    {
        cell = cell.ReplaceLineEndings(" ");
        return cell.AsSpan().IndexOfAny(',', '"') < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
