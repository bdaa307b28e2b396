namespace VaeLab.Data;

/// <summary>What an image had before it became samples.</summary>
/// <param name="HasColours">Whether red, green and blue of a pixel differ.</param>
/// <param name="Depth">Bits of a number as it is stored.</param>
/// <param name="HasMore">Whether it is the first of several in its file.</param>
/// <param name="IsScaled">Whether it had another size.</param>
/// <param name="IsTransparent">Whether a pixel is not opaque.</param>
/// <param name="ContrastOnBlack">The brightest less the darkest pixel where the background is black.</param>
/// <param name="ContrastOnWhite">The same where it is white.</param>
internal readonly record struct ImageFacts(bool HasColours, int Depth, bool HasMore, bool IsScaled, bool IsTransparent, int ContrastOnBlack, int ContrastOnWhite);
