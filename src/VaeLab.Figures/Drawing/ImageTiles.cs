using SkiaSharp;
using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>Images of an <see cref="ImageGrid"/> as dark ink on white paper.</summary>
internal static class ImageTiles
{
    private const int SmoothUpTo = 12;

    /// <summary>The shortest side of an image on paper, in points: four pixels. Of a strip of 1 × 300 it is more than its share, so that it can be seen.</summary>
    public const float ShortestSide = 4 / Style.PixelsPerPoint;

    /// <summary>Refuses a grid whose numbers do not fit together or that holds a pixel which is no number.</summary>
    /// <exception cref="ArgumentException">With what is wrong.</exception>
    public static void Check(ImageGrid grid, string name)
    {
        ArgumentNullException.ThrowIfNull(grid, name);
        if (grid.Rows < 1 || grid.Columns < 1 || grid.Width < 1 || grid.Height < 1)
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Rows} × {grid.Columns} images of {grid.Width} × {grid.Height} pixels: each number must be at least 1."), name);
        var needed = (long)grid.Rows * grid.Columns * grid.Width * grid.Height;
        if (grid.Pixels.Length != needed)
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Pixels.Length} pixels: {grid.Rows} × {grid.Columns} images of {grid.Width} × {grid.Height} need {needed}."), name);
        var broken = Array.FindIndex(grid.Pixels, pixel => !float.IsFinite(pixel));
        if (broken < 0) return;
        var image = broken / (grid.Width * grid.Height);
        throw new ArgumentException(Words.Invariant($"The image in row {image / grid.Columns + 1}, column {image % grid.Columns + 1} holds a pixel that is {grid.Pixels[broken]}: pixels must be finite. Has the training diverged?"), name);
    }

    /// <summary>The size of an image on paper: whole pixels, and no side shorter than can be seen.</summary>
    /// <param name="grid">The image is one of these.</param>
    /// <param name="scale">Points for one of its pixels.</param>
    public static (float Width, float Height) Size(ImageGrid grid, float scale) =>
        (MathF.Max(ShortestSide, Page.Snap(grid.Width * scale)), MathF.Max(ShortestSide, Page.Snap(grid.Height * scale)));

    /// <summary>
    /// Draws one image at a place and size in points that should be whole pixels. Enlarged a little it is smoothed, so that
    /// strokes look like strokes; enlarged a lot its pixels are squares, which is what they are. Values outside [0, 1] are cut.
    /// </summary>
    /// <param name="page">Where to draw.</param>
    /// <param name="pixels">The image, row by row.</param>
    /// <param name="width">Its pixels across.</param>
    /// <param name="height">Its pixels down.</param>
    /// <param name="box">Its place.</param>
    /// <param name="transparent">Whether the paper is clear, so that only ink covers what is there.</param>
    public static void Draw(Page page, ReadOnlySpan<float> pixels, int width, int height, SKRect box, bool transparent = false)
    {
        var across = (int)MathF.Round(box.Width * Style.PixelsPerPoint);
        var down = (int)MathF.Round(box.Height * Style.PixelsPerPoint);
        var smooth = across <= SmoothUpTo * width;
        var sized = Resampling.Resize(pixels, new Resampling(width, across, smooth), new Resampling(height, down, smooth));
        var levels = new byte[sized.Length];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = (byte)(255.5f - (255 * Math.Clamp(sized[i], 0, 1)));
        page.Gray(levels, across, down, box.Left, box.Top, transparent);
    }
}
