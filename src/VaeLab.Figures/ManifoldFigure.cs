using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// What the decoder makes of each place in a latent plane (Kingma &amp; Welling 2013, figure 4). Columns and rows are equal
/// steps of probability, so that a value's place on the axes follows the prior's quantiles and not a ruler.
/// </summary>
public static class ManifoldFigure
{
    private const float Left = 38;
    private const float Top = Style.Margin;
    private const float Right = 8;
    private const float Bottom = 32;
    private const float LargestPicture = 430;
    private const float LargestTile = 200;

    /// <summary>Draws the grid as dark ink on white paper, without gaps.</summary>
    /// <param name="grid">The decoded images with the quantiles of their columns and rows. One row alone gets no vertical axis.</param>
    /// <param name="correlatedPrior">
    /// Whether the prior's z₀ and z₁ are correlated. The rows are then quantiles of z₁ given z₀, and the axis says so.
    /// </param>
    /// <exception cref="ArgumentException">The grid's numbers do not fit together, its quantiles are not sorted, or a pixel is not finite.</exception>
    public static Figure Draw(ManifoldGrid grid, bool correlatedPrior = false)
    {
        Check(grid);
        var images = grid.Images;
        var (tileWidth, tileHeight) = TileSize(images);
        var area = SKRect.Create(Page.Snap(Left), Page.Snap(Top), images.Columns * tileWidth, images.Rows * tileHeight);
        using var page = new Page(area.Right + Right, area.Bottom + Bottom, gray: true);
        for (var row = 0; row < images.Rows; row++)
        {
            for (var column = 0; column < images.Columns; column++)
                ImageTiles.Draw(page, images[row, column], images.Width, images.Height, SKRect.Create(area.Left + (column * tileWidth), area.Top + (row * tileHeight), tileWidth, tileHeight));
        }

        Frame(page, area);
        foreach (var (value, place) in QuantileTicks.Choose(grid.Horizontal, tileWidth, 24))
        {
            page.Line(area.Left + place, area.Bottom + 1, area.Left + place, area.Bottom + 1 + Style.TickLength, Palette.Ink, Style.AxisWidth);
            page.Text(Words.Number(value), area.Left + place, area.Bottom + 9, Ink.Note, Align.Center);
        }

        page.Text(AxisName("z₀", area.Width), area.MidX, area.Bottom + 22, Ink.Label, Align.Center);
        if (images.Rows == 1) return page.ToFigure(); // a walk along one coordinate
        foreach (var (value, place) in QuantileTicks.Choose(grid.Vertical, tileHeight, 11))
        {
            page.Line(area.Left - 1 - Style.TickLength, area.Top + place, area.Left - 1, area.Top + place, Palette.Ink, Style.AxisWidth);
            page.Text(Words.Number(value), area.Left - 6, area.Top + place, Ink.Note, Align.Right);
        }

        page.TextUpwards(AxisName(correlatedPrior ? "z₁ given z₀" : "z₁", area.Height), area.Left - 31, area.MidY, Ink.Label);
        return page.ToFigure();
    }

    private static void Check(ManifoldGrid grid)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ImageTiles.Check(grid.Images, nameof(grid));
        if (grid.Horizontal.Length != grid.Images.Columns || grid.Vertical.Length != grid.Images.Rows)
            throw new ArgumentException(Words.Invariant($"The grid has {grid.Images.Columns} columns and {grid.Images.Rows} rows, but quantiles for {grid.Horizontal.Length} and {grid.Vertical.Length}: give one for each."), nameof(grid));
        if (!QuantileTicks.Ascends(grid.Horizontal) || !QuantileTicks.Ascends([.. grid.Vertical.Reverse()]))
            throw new ArgumentException("The quantiles must be finite, those of the columns ascending and those of the rows descending.", nameof(grid));
    }

    private static string AxisName(string coordinate, float room)
    {
        var full = coordinate + ", in standard deviations of the prior";
        return RichText.Measure(full, Ink.Label) <= room ? full : coordinate;
    }

    // Whole pixels, so that tiles meet without a seam.
    private static (float Width, float Height) TileSize(ImageGrid images)
    {
        var scale = LargestPicture * Style.PixelsPerPoint / Math.Max(images.Columns * images.Width, images.Rows * images.Height);
        scale = Math.Min(scale, LargestTile * Style.PixelsPerPoint / Math.Max(images.Width, images.Height));
        scale = scale > 1 ? MathF.Floor(scale) : scale;
        return (Points(images.Width * scale), Points(images.Height * scale));
    }

    private static float Points(float pixels) => MathF.Max(1, MathF.Round(pixels)) / Style.PixelsPerPoint;

    private static void Frame(Page page, SKRect area)
    {
        using var paint = new SKPaint { Color = Palette.Ink, Style = SKPaintStyle.Stroke, StrokeWidth = Style.AxisWidth, IsAntialias = true };
        area.Inflate(Style.AxisWidth / 2, Style.AxisWidth / 2);
        page.Canvas.DrawRect(area, paint);
    }
}
