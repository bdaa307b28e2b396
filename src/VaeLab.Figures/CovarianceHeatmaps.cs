using SkiaSharp;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>Whether the aggregate posterior has the prior's covariance: both matrices and their difference, cell by cell.</summary>
public static class CovarianceHeatmaps
{
    private const float Left = 22;
    private const float Right = 14;
    private const float Gap = 29;
    private const float Top = 18;
    private const float Bottom = 46;
    private const float LargestCell = 46;
    private const float LeastColumn = 92;
    private const float ShortestBar = 70;
    private const float LongestBar = 120;
    private const float SmallestNumber = 4;
    private const float LeastLabelGap = 8;
    private const double LeastDifference = .1;

    /// <summary>Draws the prior's covariance, the aggregate posterior's, and the second minus the first.</summary>
    /// <param name="prior">The prior's covariance, d × d.</param>
    /// <param name="aggregate">The aggregate posterior's covariance, d × d.</param>
    /// <exception cref="ArgumentException">The matrices are empty, not square, not symmetric, not finite or differ in size.</exception>
    public static Figure Draw(double[,] prior, double[,] aggregate)
    {
        Check(prior, aggregate);
        var d = prior.GetLength(0);
        var difference = new double[d, d];
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++) difference[i, j] = aggregate[i, j] - prior[i, j];
        }

        var most = (Style.PageWidth - Left - Right - (2 * Gap)) / 3;
        var cell = Page.Snap(Math.Min(LargestCell, most / d) - (.5f / Style.PixelsPerPoint));
        var side = cell * d;
        var column = Math.Max(side, LeastColumn);
        using var page = new Page(Left + (3 * column) + (2 * Gap) + Right, Top + side + Bottom);
        var scale = Math.Max(Largest(prior), Largest(aggregate));
        scale = scale > 0 ? scale : 1;
        var differenceScale = Math.Max(Largest(difference), LeastDifference * scale);
        (string Title, double[,] Values, double Scale)[] panels =
            [("prior Σ", prior, scale), ("aggregate posterior", aggregate, scale), ("aggregate − prior", difference, differenceScale)];
        var longest = panels.SelectMany(panel => panel.Values.Cast<double>()).Max(value => RichText.Measure(Cell(value), Ink.Label));
        var size = Math.Min(Style.TextSize, Style.TextSize * .86f * cell / longest);
        for (var i = 0; i < panels.Length; i++)
        {
            var left = Page.Snap(Left + (i * (column + Gap)));
            page.Text(panels[i].Title, left, Top - 9, Ink.Label with { SemiBold = true });
            Matrix(page, panels[i].Values, panels[i].Scale, new SKPoint(left, Page.Snap(Top)), cell, size);
        }

        var second = Left + column + Gap;
        Bar(page, Left, second + side, Top + side + 26, scale);
        Bar(page, second + column + Gap, second + column + Gap + side, Top + side + 26, differenceScale);
        return page.ToFigure();
    }

    private static void Check(double[,] prior, double[,] aggregate)
    {
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(aggregate);
        var d = prior.GetLength(0);
        if (d == 0 || prior.GetLength(1) != d || aggregate.GetLength(0) != d || aggregate.GetLength(1) != d)
            throw new ArgumentException(Words.Invariant($"The prior's covariance is {d} × {prior.GetLength(1)} and the aggregate posterior's {aggregate.GetLength(0)} × {aggregate.GetLength(1)}: both must be d × d, with d at least 1."), nameof(aggregate));
        GaussianPlane.Check(prior, d, "prior");
        GaussianPlane.Check(aggregate, d, "aggregate posterior");
    }

    private static string Cell(double value) => value == 0 ? "0" : Words.Rounded(value, 2);

    private static double Largest(double[,] values) => values.Cast<double>().Max(Math.Abs);

    private static void Matrix(Page page, double[,] values, double scale, SKPoint corner, float cell, float size)
    {
        var d = values.GetLength(0);
        var every = (int)MathF.Ceiling(LeastLabelGap / cell);
        for (var i = 0; i < d; i++)
        {
            for (var j = 0; j < d; j++)
            {
                var box = SKRect.Create(corner.X + (j * cell), corner.Y + (i * cell), cell, cell);
                var color = Palette.TwoSided(values[i, j] / scale);
                using var fill = new SKPaint { Color = color };
                page.Canvas.DrawRect(box, fill);
                if (size >= SmallestNumber)
                    page.Text(Cell(values[i, j]), box.MidX, box.MidY, new Ink(Palette.WordsOn(color), size), Align.Center);
            }

            if (i % every != 0) continue;
            page.Text(Words.Axis(i), corner.X - 5, corner.Y + ((i + .5f) * cell), Ink.Note, Align.Right);
            if (cell >= 11 || i % (2 * every) == 0)
                page.Text(Words.Axis(i), corner.X + ((i + .5f) * cell), corner.Y + (d * cell) + 8, Ink.Note, Align.Center);
        }

        using var rim = new SKPaint { Color = Palette.Muted, Style = SKPaintStyle.Stroke, StrokeWidth = Style.AxisWidth, IsAntialias = true };
        page.Canvas.DrawRect(SKRect.Create(corner.X, corner.Y, d * cell, d * cell), rim);
    }

    private static void Bar(Page page, float from, float to, float top, double scale)
    {
        var length = Math.Clamp(to - from, ShortestBar, LongestBar);
        var left = Page.Snap(Math.Max(from, ((from + to) / 2) - (length / 2)));
        ColorBar.Draw(page, left, top, length, place => Palette.TwoSided((2 * place) - 1), [(0, Cell(-scale)), (.5f, Cell(0)), (1, Cell(scale))]);
    }
}
