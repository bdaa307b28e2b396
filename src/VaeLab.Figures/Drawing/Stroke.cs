using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>How a line is drawn; its dots are hollow where it is dashed.</summary>
/// <param name="Color">Of the line.</param>
/// <param name="Width">In points.</param>
/// <param name="Dashes">Lengths of dash and gap in points; null for an unbroken line.</param>
internal readonly record struct Stroke(SKColor Color, float Width, float[]? Dashes = null)
{
    public float DotSize => Dashes is null ? 3.6f : 3.2f;

    public SKColor DotFill => Dashes is null ? Color : Palette.Paper;
}
