using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// Where the encoder puts images: posterior means by class in the plane of the first two latent coordinates, with the prior's
/// ellipses of one and two standard deviations. With one latent dimension, a strip for each class.
/// </summary>
public static class LatentPlane
{
    private const float Left = 34;
    private const float Bottom = 34;
    private const int Smooth = 180;
    private const double LowestShape = .55;
    private const double HighestShape = 1.25;

    /// <summary>Draws codes over their prior, both axes on one scale.</summary>
    /// <param name="codes">
    /// The codes. Those that are not finite are left out, and a note says so, as it does when points lie outside the frame.
    /// </param>
    /// <param name="priorMean">The prior's mean, one number a dimension.</param>
    /// <param name="priorCovariance">The prior's covariance, dimensions × dimensions.</param>
    /// <exception cref="ArgumentException">Sizes do not agree, no code is finite, or the covariance is not positive definite.</exception>
    public static Figure Draw(LatentCodes codes, double[] priorMean, double[,] priorCovariance)
    {
        var points = LatentPoints.From(codes);
        var prior = new PriorPlane(priorMean, priorCovariance, codes.Dimensions);
        return codes.Dimensions == 1 ? LatentStrips.Draw(points, prior) : Plane(points, prior, codes.Dimensions);
    }

    private static Figure Plane(LatentPoints points, PriorPlane prior, int dimensions)
    {
        var x = LatentPoints.Shown(points.X).Union(prior.Across(2)).Padded(.04, 1e-6);
        var y = LatentPoints.Shown(points.Y).Union(prior.Up(2)).Padded(.04, 1e-6);
        var width = Style.MediumWidth - Left - 8;
        var height = width * (float)Math.Clamp(y.Length / x.Length, LowestShape, HighestShape);
        var scale = Math.Max(x.Length / width, y.Length / height);
        (x, y) = (x.Resized(scale * width), y.Resized(scale * height));

        using var page = new Page(Style.MediumWidth, Style.Margin + height + Bottom + 12);
        using var chart = new Chart(SKRect.Create(Left, Style.Margin, width, height), x, y);
        var ticks = Ticks.Within(x, 6);
        chart.XTicks(ticks);
        chart.YTicks(Ticks.Like(ticks, y));
        chart.NoGrid();
        chart.Add(new PointCloud(points));
        chart.Draw(page);
        Prior(page, chart, prior);
        ClassLabels.Draw(page, Middles(points, chart), PriorNames(chart, prior), chart.Area);
        page.Text(dimensions > 2 ? Words.Invariant($"z₀, the first of {dimensions} dimensions") : "z₀", chart.Area.MidX, chart.Area.Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards(dimensions > 2 ? Words.Invariant($"z₁, the second of {dimensions} dimensions") : "z₁", 9, chart.Area.MidY, Ink.Label);
        var outside = Enumerable.Range(0, points.Count).Count(i => !x.Contains(points.X[i]) || !y.Contains(points.Y[i]));
        page.Text(Note(points, outside), chart.Area.Right, page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return page.ToFigure();
    }

    internal static string Note(LatentPoints points, int outside)
    {
        var note = "posterior means of " + Words.Count(points.Count, "image", "images");
        if (outside > 0) note += "; " + Words.Count(outside, "lies", "lie") + " outside the frame";
        if (points.Skipped > 0) note += "; " + Words.Count(points.Skipped, "is not finite and not drawn", "are not finite and not drawn");
        return note;
    }

    private static ClassMiddle[] Middles(LatentPoints points, Chart chart) =>
        [.. points.Classes().Select(group => ClassMiddle.Of(group.Label, [.. group.Members.Select(i => new SKPoint(chart.X(points.X[i]), chart.Y(points.Y[i])))]))];

    private static (string Name, SKPoint Place)[] PriorNames(Chart chart, PriorPlane prior) =>
        [("1σ", At(chart, prior, 1, -Math.PI / 4)), ("prior 2σ", At(chart, prior, 2, -Math.PI / 4))];

    private static void Prior(Page page, Chart chart, PriorPlane prior)
    {
        page.Canvas.Save();
        page.Canvas.ClipRect(chart.Area);
        foreach (var deviations in new[] { 1, 2 })
        {
            using var path = new SKPath();
            path.AddPoly([.. Enumerable.Range(0, Smooth).Select(i => At(chart, prior, deviations, 2 * Math.PI * i / Smooth))]);
            using var rim = new SKPaint { Color = Palette.Paper.WithAlpha(200), Style = SKPaintStyle.Stroke, StrokeWidth = 2.2f, IsAntialias = true };
            using var line = new SKPaint { Color = Palette.Prior, Style = SKPaintStyle.Stroke, StrokeWidth = Style.ThinCurveWidth, IsAntialias = true };
            page.Canvas.DrawPath(path, rim);
            page.Canvas.DrawPath(path, line);
        }

        page.Canvas.Restore();
        foreach (var (name, place) in PriorNames(chart, prior))
            page.Text(name, place.X, place.Y, new Ink(Palette.Prior, Style.TextSize, Halo: 1.6f), Align.Center);
    }

    private static SKPoint At(Chart chart, PriorPlane prior, double deviations, double angle)
    {
        var (x, y) = prior.Ellipse(deviations, angle);
        return new SKPoint(chart.X(x), chart.Y(y));
    }
}
