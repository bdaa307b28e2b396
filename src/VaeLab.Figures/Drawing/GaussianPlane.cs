using VaeLab.Distributions;

namespace VaeLab.Figures.Drawing;

/// <summary>A Gaussian as it looks in the plane of two coordinates: its marginal there.</summary>
internal sealed class GaussianPlane
{
    private const double Tolerance = 1e-9;

    private readonly double _l00;
    private readonly double _l10;
    private readonly double _l11;

    private GaussianPlane(double meanX, double meanY, double xx, double xy, double yy)
    {
        (MeanX, MeanY) = (meanX, meanY);
        _l00 = Math.Sqrt(Math.Max(0, xx));
        _l10 = _l00 > 0 ? xy / _l00 : 0;
        _l11 = Math.Sqrt(Math.Max(0, yy - (_l10 * _l10)));
    }

    public double MeanX { get; }

    public double MeanY { get; }

    public double DeviationX => _l00;

    public double DeviationY => Math.Sqrt((_l10 * _l10) + (_l11 * _l11));

    /// <summary>The prior; it must be a proper Gaussian of the codes' dimensions.</summary>
    /// <exception cref="ArgumentException">The mean or covariance has the wrong size, is not finite, or is no covariance.</exception>
    public static GaussianPlane Prior(double[] mean, double[,] covariance, int dimensions, int x = 0, int y = 1)
    {
        Check(mean, covariance, dimensions, "prior");
        if (Cholesky.Factor(covariance) is null)
            throw new ArgumentException("The prior's covariance is not positive definite: no ellipse belongs to it.", nameof(covariance));
        return Of(mean, covariance, x, y);
    }

    /// <summary>Measured moments, which may be flat: where a dimension has collapsed the ellipse is a line.</summary>
    /// <exception cref="ArgumentException">The mean or covariance has the wrong size, is not finite, or is not symmetric.</exception>
    public static GaussianPlane Measured(double[] mean, double[,] covariance, int dimensions, string whose)
    {
        Check(mean, covariance, dimensions, whose);
        return Of(mean, covariance, 0, 1);
    }

    /// <summary>Mean and covariance of some points.</summary>
    public static GaussianPlane Around(IReadOnlyList<(double X, double Y)> points)
    {
        var (meanX, meanY) = (points.Average(point => point.X), points.Average(point => point.Y));
        return new GaussianPlane(
            meanX,
            meanY,
            points.Average(point => (point.X - meanX) * (point.X - meanX)),
            points.Average(point => (point.X - meanX) * (point.Y - meanY)),
            points.Average(point => (point.Y - meanY) * (point.Y - meanY)));
    }

    /// <summary>m + L·(u, v), L being the Cholesky factor of the covariance.</summary>
    public (double X, double Y) Place(double u, double v) => (MeanX + (_l00 * u), MeanY + (_l10 * u) + (_l11 * v));

    /// <summary>L₀₀·u and L₁₁·v: a step along each standard coordinate, as far as it leads along its own axis.</summary>
    public (double X, double Y) Step(double u, double v) => (_l00 * u, _l11 * v);

    /// <summary>The point of the ellipse of so many standard deviations at an angle of the circle it comes from.</summary>
    public (double X, double Y) Ellipse(double deviations, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return Place(deviations * cos, deviations * sin);
    }

    public Interval Across(double deviations) => new(MeanX - (deviations * DeviationX), MeanX + (deviations * DeviationX));

    public Interval Up(double deviations) => new(MeanY - (deviations * DeviationY), MeanY + (deviations * DeviationY));

    /// <summary>Refuses what is no covariance of so many dimensions.</summary>
    /// <exception cref="ArgumentException">With what is wrong.</exception>
    public static void Check(double[,] covariance, int dimensions, string whose)
    {
        if (covariance.Cast<double>().Any(value => !double.IsFinite(value)))
            throw new ArgumentException($"The {whose}'s covariance holds a number that is not finite.", nameof(covariance));
        for (var i = 0; i < dimensions; i++)
        {
            if (covariance[i, i] < 0)
                throw new ArgumentException(Words.Invariant($"The {whose}'s covariance holds {covariance[i, i]} on its diagonal: a variance is at least 0."), nameof(covariance));
            for (var j = 0; j < i; j++)
            {
                if (Math.Abs(covariance[i, j] - covariance[j, i]) > Tolerance * Math.Abs(covariance[i, i] + covariance[j, j]))
                    throw new ArgumentException(Words.Invariant($"The {whose}'s covariance is not symmetric: it holds {covariance[j, i]} and {covariance[i, j]} across its diagonal."), nameof(covariance));
            }
        }
    }

    private static void Check(double[] mean, double[,] covariance, int dimensions, string whose)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        if (mean.Length != dimensions || covariance.GetLength(0) != dimensions || covariance.GetLength(1) != dimensions)
            throw new ArgumentException(Words.Invariant($"The {whose}'s mean has {mean.Length} numbers and its covariance {covariance.GetLength(0)} × {covariance.GetLength(1)}: codes of {dimensions} dimensions need {dimensions} and {dimensions} × {dimensions}."), nameof(covariance));
        if (!mean.All(double.IsFinite))
            throw new ArgumentException($"The {whose}'s mean holds a number that is not finite.", nameof(mean));
        Check(covariance, dimensions, whose);
    }

    private static GaussianPlane Of(double[] mean, double[,] covariance, int x, int y) => y < mean.Length
        ? new GaussianPlane(mean[x], mean[y], covariance[x, x], covariance[x, y], covariance[y, y])
        : new GaussianPlane(mean[0], 0, covariance[0, 0], 0, 1);
}
