using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>How words are set.</summary>
/// <param name="Color">Of the letters.</param>
/// <param name="Size">In points.</param>
/// <param name="SemiBold">Whether the heavier weight is used.</param>
/// <param name="Halo">The width, in points, of the paper-coloured rim that keeps words legible on top of marks.</param>
internal readonly record struct Ink(SKColor Color, float Size, bool SemiBold = false, float Halo = 0)
{
    public static readonly Ink Label = new(Palette.Ink, Style.TextSize);

    public static readonly Ink Note = new(Palette.Muted, Style.SmallTextSize);

    public SKFont Font() => new(SemiBold ? Typefaces.SemiBold : Typefaces.Regular, Size)
    {
        Edging = SKFontEdging.Antialias,
        Hinting = SKFontHinting.None,
        Subpixel = true,
    };
}
