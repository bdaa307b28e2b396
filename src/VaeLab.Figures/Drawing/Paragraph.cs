namespace VaeLab.Figures.Drawing;

/// <summary>A remark of several lines.</summary>
internal static class Paragraph
{
    /// <summary>From the middle of one line to the next, in points.</summary>
    public const float LineHeight = 10;

    /// <summary>Breaks words into lines no longer than a width, in points.</summary>
    public static IReadOnlyList<string> Lines(string text, float width, Ink ink)
    {
        var lines = new List<string>();
        foreach (var word in text.Split(' '))
        {
            if (lines.Count > 0 && RichText.Measure(lines[^1] + " " + word, ink) <= width)
                lines[^1] += " " + word;
            else
                lines.Add(word);
        }

        return lines;
    }

    public static void Draw(Page page, IReadOnlyList<string> lines, float x, float y, Ink ink)
    {
        for (var i = 0; i < lines.Count; i++)
            page.Text(lines[i], x, y + (i * LineHeight), ink);
    }
}
