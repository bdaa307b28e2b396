namespace VaeLab.Data;

/// <summary>An image as its file has it.</summary>
/// <param name="Pixels">Height × width × 4 bytes, row by row: red, green, blue and opacity of each pixel.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Depth">Bits of a number as it is stored.</param>
/// <param name="HasMore">Whether it is the first of several in its file: of an animation, or of many pages.</param>
internal sealed record ColourImage(byte[] Pixels, int Width, int Height, int Depth, bool HasMore = false)
{
    /// <summary>Bytes of a pixel.</summary>
    public const int Channels = 4;
}
