namespace VaeLab.Data;

/// <summary>What a PNG image has that gray bytes have not.</summary>
/// <param name="HasColours">Whether red, green and blue of a pixel differ.</param>
/// <param name="Depth">Bits of a number as it is stored.</param>
/// <param name="IsTransparent">Whether a pixel is not opaque.</param>
/// <param name="ContrastOnBlack">The brightest less the darkest pixel where the background is black.</param>
/// <param name="ContrastOnWhite">The same where it is white.</param>
internal readonly record struct PngFacts(bool HasColours, int Depth, bool IsTransparent, int ContrastOnBlack, int ContrastOnWhite);
