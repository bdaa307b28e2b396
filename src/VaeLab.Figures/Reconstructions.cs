using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>Images above what the model makes of them.</summary>
public static class Reconstructions
{
    private const float LabelWidth = 62;
    private const float LargestTile = 48;
    private const float Largest = 700;
    private const float PairGap = 34 / Style.PixelsPerPoint;

    /// <summary>Draws each row of originals above the same row of reconstructions.</summary>
    /// <exception cref="ArgumentException">The two grids differ in shape, their numbers do not fit together, or a pixel is not finite.</exception>
    public static Figure Draw(ImageGrid originals, ImageGrid reconstructions)
    {
        ImageTiles.Check(originals, nameof(originals));
        ImageTiles.Check(reconstructions, nameof(reconstructions));
        if (!string.Equals(Shape(originals), Shape(reconstructions), StringComparison.Ordinal))
            throw new ArgumentException($"The originals are {Shape(originals)}, the reconstructions {Shape(reconstructions)}: give one reconstruction for each original, of its size.", nameof(reconstructions));

        var (width, height) = TileSize(originals);
        var left = Page.Snap(Style.Margin + LabelWidth);
        var margin = Page.Snap(Style.Margin);
        var gap = 4 / Style.PixelsPerPoint;
        var pairHeight = (2 * height) + gap;
        using var page = new Page(
            left + (originals.Columns * (width + gap)) - gap + Style.Margin,
            (2 * margin) + (originals.Rows * (pairHeight + PairGap)) - PairGap,
            gray: originals.Channels == 1);
        for (var row = 0; row < originals.Rows; row++)
        {
            var top = margin + (row * (pairHeight + PairGap));
            var below = top + height + gap;
            page.Text("original", left - 6, top + (height / 2), Ink.Label, Align.Right);
            page.Text("reconstruction", left - 6, below + (height / 2), Ink.Label, Align.Right);
            for (var column = 0; column < originals.Columns; column++)
            {
                var x = left + (column * (width + gap));
                Tile(page, originals, row, column, SKRect.Create(x, top, width, height));
                Tile(page, reconstructions, row, column, SKRect.Create(x, below, width, height));
            }
        }

        return page.ToFigure();
    }

    internal static void Tile(Page page, ImageGrid grid, int row, int column, SKRect box)
    {
        ImageTiles.Draw(page, grid, row, column, box);
        using var rim = new SKPaint { Color = Palette.Rule, Style = SKPaintStyle.Stroke, StrokeWidth = 1 / Style.PixelsPerPoint };
        page.Canvas.DrawRect(box, rim);
    }

    private static string Shape(ImageGrid grid) =>
        Words.Invariant($"{grid.Rows} × {grid.Columns} images of {grid.Width} × {grid.Height} pixels");

    private static (float Width, float Height) TileSize(ImageGrid grid)
    {
        var across = Math.Min(LargestTile, ((Style.PageWidth - LabelWidth - (2 * Style.Margin)) / grid.Columns) - 1);
        var down = Math.Min(LargestTile, (Largest / (2 * grid.Rows)) - 1);
        var proportions = ImageTiles.Proportions(grid);
        var scale = Math.Min(across / proportions.Width, down / proportions.Height) * Style.PixelsPerPoint;
        return (Points(proportions.Width * scale), Points(proportions.Height * scale));
    }

    private static float Points(float pixels) => MathF.Max(ImageTiles.ShortestSide, MathF.Floor(pixels) / Style.PixelsPerPoint);
}
