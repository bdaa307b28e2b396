namespace VaeLab.Data;

/// <summary>A gray image.</summary>
/// <param name="Pixels">Height × width bytes, row by row: 0 is black, 255 is white.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record GrayImage(byte[] Pixels, int Width, int Height);
