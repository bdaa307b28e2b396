using System.Numerics.Tensors;
using SkiaSharp;
using VaeLab.Data;
using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>Images of an <see cref="ImageGrid"/>, shown by its scale: in gray or in colour, or as a curve where an image is a single row of numbers.</summary>
internal static class ImageTiles
{
    private const float CurveMargin = .06f;
    private const int SmoothUpTo = 12;

    /// <summary>The shortest side of an image on paper, in points: four pixels. Of a strip of 1 × 300 it is more than its share, so that it can be seen.</summary>
    public const float ShortestSide = 4 / Style.PixelsPerPoint;

    /// <summary>Refuses a grid whose numbers do not fit together or that holds a pixel which is no number.</summary>
    /// <exception cref="ArgumentException">With what is wrong.</exception>
    public static void Check(ImageGrid grid, string name)
    {
        ArgumentNullException.ThrowIfNull(grid, name);
        if (grid.Rows < 1 || grid.Columns < 1 || grid.Width < 1 || grid.Height < 1 || grid.Channels is not (1 or 3))
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Rows} × {grid.Columns} images of {grid.Width} × {grid.Height} pixels in {grid.Channels} channels: each number must be at least 1, and there is one channel or three."), name);
        var needed = (long)grid.Rows * grid.Columns * grid.Channels * grid.Width * grid.Height;
        if (grid.Pixels.Length != needed)
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Pixels.Length} pixels: {grid.Rows} × {grid.Columns} images of {grid.Width} × {grid.Height} in {grid.Channels} channels need {needed}."), name);
        var broken = Array.FindIndex(grid.Pixels, pixel => !float.IsFinite(pixel));
        if (broken < 0) return;
        var image = broken / (grid.Channels * grid.Width * grid.Height);
        throw new ArgumentException(Words.Invariant($"The image in row {image / grid.Columns + 1}, column {image % grid.Columns + 1} holds a pixel that is {grid.Pixels[broken]}: pixels must be finite. Has the training diverged?"), name);
    }

    /// <summary>The proportions of an image on paper: its own, or for a curve three to two.</summary>
    public static SKSize Proportions(ImageGrid grid) => IsCurve(grid) ? new(3, 2) : new(grid.Width, grid.Height);

    /// <summary>The size of an image whose longer side is given: whole pixels, and no side shorter than can be seen.</summary>
    /// <param name="grid">The image is one of these.</param>
    /// <param name="side">The longer side in points.</param>
    public static (float Width, float Height) Size(ImageGrid grid, float side)
    {
        var proportions = Proportions(grid);
        var scale = side / Math.Max(proportions.Width, proportions.Height);
        return (MathF.Max(ShortestSide, Page.Snap(proportions.Width * scale)), MathF.Max(ShortestSide, Page.Snap(proportions.Height * scale)));
    }

    /// <summary>
    /// Draws one image at a place and size in points that should be whole pixels. Enlarged a little it is smoothed, so that
    /// strokes look like strokes; enlarged a lot its pixels are squares, which is what they are. Values outside the scale are cut.
    /// </summary>
    /// <param name="page">Where to draw.</param>
    /// <param name="grid">The images.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="column">Which of them.</param>
    /// <param name="box">Its place.</param>
    /// <param name="transparent">Whether the paper is clear, so that only ink covers what is there.</param>
    public static void Draw(Page page, ImageGrid grid, int row, int column, SKRect box, bool transparent = false)
    {
        if (IsCurve(grid))
        {
            Curve(page, grid[row, column], grid.Scale, box);
            return;
        }

        var (width, height, scale) = (grid.Width, grid.Height, grid.Scale);
        var across = (int)MathF.Round(box.Width * Style.PixelsPerPoint);
        var down = (int)MathF.Round(box.Height * Style.PixelsPerPoint);
        var smooth = across <= SmoothUpTo * width;
        var (toWidth, toHeight) = (new Resampling(width, across, smooth), new Resampling(height, down, smooth));
        var planes = new byte[grid.Channels][];
        for (var channel = 0; channel < planes.Length; channel++)
        {
            var sized = Resampling.Resize(grid[row, column].Slice(channel * width * height, width * height), toWidth, toHeight);
            planes[channel] = Array.ConvertAll(sized, value => (byte)(scale.IsInk ? 255.5f - (255 * scale.Place(value)) : .5f + (255 * scale.Place(value))));
        }

        page.Image(planes, across, down, box.Left, box.Top, transparent && scale.IsInk);
    }

    private static bool IsCurve(ImageGrid grid) => grid is { Height: 1, Width: > 1, Channels: 1 };

    private static void Curve(Page page, ReadOnlySpan<float> values, GrayScale scale, SKRect box)
    {
        box.Inflate(-CurveMargin * box.Width, -CurveMargin * box.Height);
        using var line = new SKPaint { Color = Palette.Ink, StrokeWidth = Style.ThinCurveWidth, Style = SKPaintStyle.Stroke, StrokeJoin = SKStrokeJoin.Round, IsAntialias = true };
        using var path = new SKPath();
        var columns = Math.Max(1, (int)(box.Width * Style.PixelsPerPoint));
        if (values.Length <= 2 * columns)
        {
            for (var i = 0; i < values.Length; i++) To(values[i], (float)i / (values.Length - 1));
        }
        else // more values than pixels: the least and the greatest in each column of pixels
        {
            for (var i = 0; i < columns; i++)
            {
                var here = values[(int)((long)i * values.Length / columns)..(int)((i + 1L) * values.Length / columns)];
                To(TensorPrimitives.Min(here), (i + .5f) / columns);
                To(TensorPrimitives.Max(here), (i + .5f) / columns);
            }
        }

        page.Canvas.DrawPath(path, line);

        void To(float value, float place)
        {
            var point = new SKPoint(box.Left + (box.Width * place), box.Bottom - (box.Height * scale.Place(value)));
            if (path.IsEmpty) path.MoveTo(point);
            else path.LineTo(point);
        }
    }
}
