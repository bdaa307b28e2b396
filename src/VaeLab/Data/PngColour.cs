namespace VaeLab.Data;

/// <summary>What the numbers of a PNG pixel are.</summary>
internal enum PngColour
{
    /// <summary>A gray value.</summary>
    Gray = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>A place in the palette.</summary>
    Palette = 3,

    /// <summary>A gray value and its opacity.</summary>
    GrayAlpha = 4,

    /// <summary>Red, green, blue, opacity.</summary>
    Rgba = 6,
}
