using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>
/// Words in which ₀ to ₉ are set as small figures below the line: the font has those characters, but its ₀ is round and reads as an o.
/// </summary>
internal static class RichText
{
    private const char FirstSubscript = '₀';
    private const float SubscriptSize = .72f;
    private const float SubscriptDrop = .2f;

    public static float Measure(string text, Ink ink) => Runs(text).Sum(run => Width(run, ink));

    /// <summary>A text as it is, or its beginning and … where it is wider than the room for it.</summary>
    public static string Fit(string text, Ink ink, float room)
    {
        var fitting = text;
        for (var length = text.Length - 1; length > 0 && Measure(fitting, ink) > room; length--)
            fitting = string.Concat(text.AsSpan(0, length), "…");
        return fitting;
    }

    /// <summary>Draws with the middle of the capitals at <paramref name="y"/>.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float y, Ink ink, SKPaint paint)
    {
        using var main = ink.Font();
        var baseline = y + (main.Metrics.CapHeight / 2);
        foreach (var run in Runs(text))
        {
            using var font = Font(run, ink);
            canvas.DrawText(run.Text, x, run.Subscript ? baseline + (SubscriptDrop * ink.Size) : baseline, font, paint);
            x += font.MeasureText(run.Text);
        }
    }

    private static float Width((string Text, bool Subscript) run, Ink ink)
    {
        using var font = Font(run, ink);
        return font.MeasureText(run.Text);
    }

    private static SKFont Font((string Text, bool Subscript) run, Ink ink) =>
        (run.Subscript ? ink with { Size = ink.Size * SubscriptSize } : ink).Font();

    private static IEnumerable<(string Text, bool Subscript)> Runs(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < FirstSubscript or > (char)(FirstSubscript + 9)) continue;
            if (i > start) yield return (text[start..i], false);
            yield return (((char)('0' + (text[i] - FirstSubscript))).ToString(), true);
            start = i + 1;
        }

        if (start < text.Length) yield return (text[start..], false);
    }
}
