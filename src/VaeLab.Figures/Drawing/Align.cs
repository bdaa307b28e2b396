namespace VaeLab.Figures.Drawing;

/// <summary>Where a point lies on the word drawn at it.</summary>
internal enum Align
{
    Left,
    Center,
    Right,
}
