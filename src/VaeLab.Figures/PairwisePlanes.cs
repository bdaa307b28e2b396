using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// A latent space of three dimensions seen along each of its axes: the codes in the planes of z₀ and z₁, z₁ and z₂, z₀ and z₂,
/// each with the ellipses of the prior's marginal there. All axes are on one scale.
/// </summary>
public static class PairwisePlanes
{
    private const float Left = 34;
    private const float Right = 8;
    private const float Gap = 34;
    private const float Bottom = 46;
    private const float Side = (Style.PageWidth - Left - Right - (2 * Gap)) / 3;

    /// <summary>Draws the three projections side by side.</summary>
    /// <param name="codes">Codes of three dimensions or more, of which the first three are shown; those that are not finite are left out, and a note says so.</param>
    /// <param name="priorMean">The prior's mean, one number a dimension.</param>
    /// <param name="priorCovariance">The prior's covariance, dimensions × dimensions.</param>
    /// <exception cref="ArgumentException">There are fewer than three dimensions, sizes do not agree, no code is finite, or the covariance is not positive definite.</exception>
    public static Figure Draw(LatentCodes codes, double[] priorMean, double[,] priorCovariance)
    {
        var coordinates = LatentCoordinates.From(codes, 3);
        (int X, int Y)[] planes = [(0, 1), (1, 2), (0, 2)];
        GaussianPlane[] priors = [.. planes.Select(plane => GaussianPlane.Prior(priorMean, priorCovariance, codes.Dimensions, plane.X, plane.Y))];
        Interval[] shown = [priors[0].Across(2), priors[0].Up(2), priors[1].Up(2)];
        shown = [.. shown.Select((range, axis) => range.Union(LatentPoints.Shown(coordinates.Axes[axis])).Padded(.04, 1e-6))];
        var longest = shown.Max(range => range.Length);
        shown = [.. shown.Select(range => range.Resized(longest))];

        using var page = new Page(Style.PageWidth, Style.Margin + Side + Bottom);
        for (var i = 0; i < planes.Length; i++)
        {
            var (x, y) = planes[i];
            using var chart = new Chart(SKRect.Create(Left + (i * (Side + Gap)), Style.Margin, Side, Side), shown[x], shown[y]);
            var ticks = Ticks.Within(shown[x], 4);
            chart.XTicks(ticks);
            chart.YTicks(Ticks.Like(ticks, shown[y]));
            Panel(page, chart, coordinates.Plane(x, y), priors[i]);
            page.Text(coordinates.Name(x), chart.Area.MidX, chart.Area.Bottom + 21, Ink.Label, Align.Center);
            page.TextUpwards(coordinates.Name(y), chart.Area.Left - 24, chart.Area.MidY, Ink.Label);
        }

        var outside = Enumerable.Range(0, coordinates.Count).Count(i => shown.Index().Any(axis => !axis.Item.Contains(coordinates.Axes[axis.Index][i])));
        var note = codes.Dimensions > 3 ? Words.Invariant($"the first 3 of {codes.Dimensions} dimensions; ") : string.Empty;
        page.Text(note + LatentPlane.Note(coordinates.Plane(0, 1), outside), page.Width - Right, page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return page.ToFigure();
    }

    private static void Panel(Page page, Chart chart, LatentPoints points, GaussianPlane prior)
    {
        chart.NoGrid();
        chart.Add(new PointCloud(points, size: .62f));
        chart.Draw(page);
        var names = Ellipses.PriorNames(chart, prior);
        Ellipses.Prior(page, chart, prior, Style.AxisWidth);
        Ellipses.Names(page, names, Palette.Prior, Style.SmallTextSize);
        ClassLabels.Draw(page, ClassMiddle.Of(points, chart), names, chart.Area, large: 8.5f);
    }
}
