using System.Globalization;
using System.Text;

namespace VaeLab.Cli.Terminal;

/// <summary>
/// What is printed, in characters that only show something. A name in a file may hold others: they would move the cursor, write to the
/// clipboard, turn the direction of writing, or begin a line that looks like one of the program's. They are written as in <c>\u001b</c>.
/// </summary>
/// <param name="inner">Where it goes.</param>
internal sealed class PlainText(TextWriter inner) : TextWriter(CultureInfo.InvariantCulture)
{
    public override Encoding Encoding => inner.Encoding;

    /// <summary>A line as it may be printed.</summary>
    public static string Of(string line) => Escape(line, linesMayEnd: false);

    /// <summary>Whatever the text holds, it stays one line.</summary>
    public override void WriteLine(string? value) => inner.WriteLine(Of(value ?? string.Empty));

    /// <summary>Several lines, of the program's own making.</summary>
    public override void Write(string? value) => inner.Write(Escape(value ?? string.Empty, linesMayEnd: true));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(char value) => Write(value.ToString());

    public override void Flush() => inner.Flush();

    private static string Escape(string text, bool linesMayEnd)
    {
        if (!text.Any(character => IsOther(character, linesMayEnd)))
            return text;
        var plain = new StringBuilder();
        foreach (char character in text)
        {
            if (IsOther(character, linesMayEnd))
                plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else
                plain.Append(character);
        }

        return plain.ToString();
    }

    /// <summary>Whether a character is a control character, another end of a line, or one that turns the direction of writing.</summary>
    private static bool IsOther(char character, bool linesMayEnd) =>
        char.IsControl(character) ? !(linesMayEnd && character is '\n' or '\r')
        : character is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
