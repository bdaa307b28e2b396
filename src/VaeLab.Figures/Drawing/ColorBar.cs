using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A scale of colours with words below it.</summary>
internal static class ColorBar
{
    private const float Height = 6;

    /// <param name="page">Where to draw.</param>
    /// <param name="left">Its left end, in points.</param>
    /// <param name="top">Its upper edge.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="color">The colour at each place, from 0 on the left to 1 on the right.</param>
    /// <param name="ticks">Places with a word.</param>
    public static void Draw(Page page, float left, float top, float length, Func<double, SKColor> color, IEnumerable<(float Place, string Text)> ticks)
    {
        var steps = (int)(length * Style.PixelsPerPoint);
        for (var i = 0; i < steps; i++)
        {
            using var fill = new SKPaint { Color = color((double)i / (steps - 1)) };
            page.Canvas.DrawRect(SKRect.Create(left + (i / Style.PixelsPerPoint), top, 1 / Style.PixelsPerPoint, Height), fill);
        }

        foreach (var (place, text) in ticks)
        {
            var x = left + (place * length);
            page.Line(x, top + Height, x, top + Height + Style.TickLength, Palette.Ink, Style.AxisWidth);
            page.Text(text, x, top + Height + 8, Ink.Note, Align.Center);
        }
    }
}
