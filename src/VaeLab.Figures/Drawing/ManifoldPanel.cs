using SkiaSharp;
using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>One grid of decoded images with a frame, and ticks at round quantiles.</summary>
internal static class ManifoldPanel
{
    private const float LargestTile = 200;

    /// <exception cref="ArgumentException">The grid's numbers do not fit together, its quantiles are not sorted, or a pixel is not finite.</exception>
    public static void Check(ManifoldGrid grid, string name)
    {
        ArgumentNullException.ThrowIfNull(grid, name);
        ImageTiles.Check(grid.Images, name);
        if (grid.Horizontal.Length != grid.Images.Columns || grid.Vertical.Length != grid.Images.Rows)
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Images.Columns} columns and {grid.Images.Rows} rows, but quantiles for {grid.Horizontal.Length} and {grid.Vertical.Length}: give one for each."), name);
        if (!QuantileTicks.Ascends(grid.Horizontal) || !QuantileTicks.Ascends([.. grid.Vertical.Reverse()]))
            throw new ArgumentException("The quantiles must be finite, those of the columns ascending and those of the rows descending.", name);
    }

    /// <summary>The largest tiles that fit, of whole pixels, so that they meet without a seam.</summary>
    public static (float Width, float Height) TileSize(ImageGrid images, float width, float height)
    {
        var one = ImageTiles.Proportions(images);
        var scale = Math.Min(width / (images.Columns * one.Width), height / (images.Rows * one.Height));
        scale = Style.PixelsPerPoint * Math.Min(scale, LargestTile / Math.Max(one.Width, one.Height));
        scale = scale >= 2 ? MathF.Floor(scale) : scale;
        return (Points(one.Width * scale), Points(one.Height * scale));
    }

    /// <param name="page">Where to draw.</param>
    /// <param name="grid">The images and their quantiles.</param>
    /// <param name="area">Where the images go: whole pixels, and as many tiles.</param>
    /// <param name="leftTicks">Whether the rows have ticks.</param>
    /// <param name="apart">Whether no other panel stands beside it, so that ticks may reach beyond it.</param>
    public static void Draw(Page page, ManifoldGrid grid, SKRect area, bool leftTicks, bool apart = true)
    {
        var images = grid.Images;
        var (width, height) = (area.Width / images.Columns, area.Height / images.Rows);
        for (var row = 0; row < images.Rows; row++)
        {
            for (var column = 0; column < images.Columns; column++)
                ImageTiles.Draw(page, images, row, column, SKRect.Create(area.Left + (column * width), area.Top + (row * height), width, height));
        }

        Frame(page, area);
        foreach (var (value, place) in QuantileTicks.Choose(grid.Horizontal, width, 24, apart))
        {
            page.Line(area.Left + place, area.Bottom + 1, area.Left + place, area.Bottom + 1 + Style.TickLength, Palette.Ink, Style.AxisWidth);
            page.Text(Words.Number(value), area.Left + place, area.Bottom + 9, Ink.Note, Align.Center);
        }

        if (!leftTicks) return;
        foreach (var (value, place) in QuantileTicks.Choose(grid.Vertical, height, 11))
        {
            page.Line(area.Left - 1 - Style.TickLength, area.Top + place, area.Left - 1, area.Top + place, Palette.Ink, Style.AxisWidth);
            page.Text(Words.Number(value), area.Left - 6, area.Top + place, Ink.Note, Align.Right);
        }
    }

    private static float Points(float pixels) => MathF.Max(ImageTiles.ShortestSide, MathF.Floor(pixels) / Style.PixelsPerPoint);

    private static void Frame(Page page, SKRect area)
    {
        using var paint = new SKPaint { Color = Palette.Ink, Style = SKPaintStyle.Stroke, StrokeWidth = Style.AxisWidth, IsAntialias = true };
        area.Inflate(Style.AxisWidth / 2, Style.AxisWidth / 2);
        page.Canvas.DrawRect(area, paint);
    }
}
