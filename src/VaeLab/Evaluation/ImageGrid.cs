namespace VaeLab.Evaluation;

/// <summary>Images in rows and columns, each row-major with pixels in [0, 1]; 0 is paper, 1 is ink.</summary>
/// <param name="Pixels">(rows · columns) × (height · width), image by image, the top row of images first.</param>
/// <param name="Rows">Rows of images.</param>
/// <param name="Columns">Columns of images.</param>
/// <param name="Width">Pixels across one image.</param>
/// <param name="Height">Pixels down one image.</param>
public sealed record ImageGrid(float[] Pixels, int Rows, int Columns, int Width, int Height)
{
    /// <summary>One image of the grid, height × width.</summary>
    public ReadOnlySpan<float> this[int row, int column] =>
        Pixels.AsSpan(((row * Columns) + column) * Width * Height, Width * Height);
}
