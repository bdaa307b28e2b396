using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// Whether the codes fill the prior: the ellipses of the prior, of the aggregate posterior q(z) that training pulls towards
/// it, and of each class, over the codes in the plane of the first two latent coordinates.
/// </summary>
public static class LatentEllipses
{
    private const float Faint = .42f;
    private const int BoldUpTo = 12;

    /// <summary>
    /// Draws the ellipses of one and two standard deviations of prior and aggregate posterior, and that of one standard
    /// deviation of each class. With one latent dimension, lines across a strip for each class.
    /// </summary>
    /// <param name="codes">The codes; those that are not finite are left out, and a note says so.</param>
    /// <param name="priorMean">The prior's mean, one number a dimension.</param>
    /// <param name="priorCovariance">The prior's covariance, dimensions × dimensions.</param>
    /// <param name="aggregate">Mean and covariance of the aggregate posterior, in as many dimensions. It may be flat where a dimension has collapsed.</param>
    /// <exception cref="ArgumentException">Sizes do not agree, no code is finite, or a matrix is no covariance.</exception>
    public static Figure Draw(LatentCodes codes, double[] priorMean, double[,] priorCovariance, GaussianMoments aggregate)
    {
        ArgumentNullException.ThrowIfNull(aggregate);
        var points = LatentPoints.From(codes);
        var prior = GaussianPlane.Prior(priorMean, priorCovariance, codes.Dimensions);
        var posterior = GaussianPlane.Measured(aggregate.Mean, aggregate.Covariance, codes.Dimensions, "aggregate posterior");
        return codes.Dimensions == 1 ? LatentStrips.Draw(points, prior, posterior) : Plane(points, prior, posterior, codes);
    }

    private static Figure Plane(LatentPoints points, GaussianPlane prior, GaussianPlane aggregate, LatentCodes codes)
    {
        using var frame = new PlaneFrame(
            LatentPoints.Shown(points.X).Union(prior.Across(2)).Union(aggregate.Across(2)).Padded(.04, 1e-6),
            LatentPoints.Shown(points.Y).Union(prior.Up(2)).Union(aggregate.Up(2)).Padded(.04, 1e-6),
            Style.MediumWidth);
        var (page, chart) = (frame.Page, frame.Chart);
        chart.Add(new PointCloud(points, strength: Faint));
        chart.Draw(page);

        var middles = new List<ClassMiddle>();
        var groups = points.Classes();
        var width = groups.Count <= BoldUpTo ? 1.1f : .7f;
        foreach (var (label, name, members) in groups)
        {
            var cloud = GaussianPlane.Around([.. members.Select(i => (points.X[i], points.Y[i]))]);
            Ellipses.Draw(page, chart, cloud, [1], new Stroke(Palette.ClassLine(label), width), halo: 2 * width);
            middles.Add(new ClassMiddle(name, new(chart.X(cloud.MeanX), chart.Y(cloud.MeanY)), float.PositiveInfinity));
        }

        Ellipses.Prior(page, chart, prior);
        Ellipses.Draw(page, chart, aggregate, [1, 2], new Stroke(Palette.Aggregate, 1.1f, Ellipses.AggregateDashes));
        var priorNames = Ellipses.PriorNames(chart, prior);
        var seen = Obstacles(points, chart, [.. priorNames.Select(name => name.Place), .. middles.Select(middle => middle.Place)], prior);
        var outer = Ellipses.Quiet(chart, aggregate, 2, "aggregate posterior 2σ", [.. seen, .. Ellipses.Along(chart, aggregate, 1)]);
        var inner = Ellipses.Quiet(chart, aggregate, 1, "1σ", [.. seen, .. Ellipses.Along(chart, aggregate, 2)]);
        var aggregateNames = new[] { outer, inner };
        Ellipses.Names(page, priorNames, Palette.Prior);
        Ellipses.Names(page, aggregateNames, Palette.Aggregate);
        ClassLabels.Draw(page, [.. middles], [.. priorNames, .. aggregateNames], chart.Area);
        return frame.Finish(codes.Axes, codes.Dimensions, (groups.Count > 0 ? "coloured: each class at 1σ; " : string.Empty) + LatentPlane.Note(points, frame.Outside(points)));
    }

    private static List<SKPoint> Obstacles(LatentPoints points, Chart chart, IReadOnlyList<SKPoint> names, GaussianPlane prior)
    {
        const int pointsAtMost = 1_000;
        const int nameWeighs = 100;
        var obstacles = points.Mixed().Take(pointsAtMost).Select(i => new SKPoint(chart.X(points.X[i]), chart.Y(points.Y[i]))).ToList();
        obstacles.AddRange(Ellipses.Along(chart, prior, 1).Concat(Ellipses.Along(chart, prior, 2)));
        foreach (var name in names) obstacles.AddRange(Enumerable.Repeat(name, nameWeighs));
        return obstacles;
    }
}
