using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// Where the encoder puts images: posterior means by class in the plane of the first two latent coordinates, with the prior's
/// ellipses of one and two standard deviations. With one latent dimension, a strip for each class.
/// </summary>
public static class LatentPlane
{
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
        var prior = GaussianPlane.Prior(priorMean, priorCovariance, codes.Dimensions);
        return codes.Dimensions == 1 ? LatentStrips.Draw(points, prior) : Plane(points, prior, codes);
    }

    private static Figure Plane(LatentPoints points, GaussianPlane prior, LatentCodes codes)
    {
        using var frame = new PlaneFrame(
            LatentPoints.Shown(points.X).Union(prior.Across(2)).Padded(.04, 1e-6),
            LatentPoints.Shown(points.Y).Union(prior.Up(2)).Padded(.04, 1e-6),
            Style.MediumWidth);
        frame.Chart.Add(new PointCloud(points));
        frame.Chart.Draw(frame.Page);
        var names = Ellipses.PriorNames(frame.Chart, prior);
        Ellipses.Prior(frame.Page, frame.Chart, prior);
        Ellipses.Names(frame.Page, names, Palette.Prior);
        ClassLabels.Draw(frame.Page, ClassMiddle.Of(points, frame.Chart), names, frame.Chart.Area);
        return frame.Finish(codes.Axes, codes.Dimensions, Note(points, frame.Outside(points)));
    }

    internal static string Note(LatentPoints points, int outside)
    {
        var note = "posterior means of " + Words.Count(points.Count, "image", "images");
        if (outside > 0) note += "; " + Words.Count(outside, "lies", "lie") + " outside the frame";
        if (points.Skipped > 0) note += "; " + Words.Count(points.Skipped, "is not finite and not drawn", "are not finite and not drawn");
        return note;
    }
}
