namespace VaeLab.Figures.Drawing;

/// <summary>The prior N(m, Σ) as it looks in the plane of its first one or two coordinates: its marginal there.</summary>
internal sealed class PriorPlane
{
    private const double Tolerance = 1e-9;

    private readonly double _l00;
    private readonly double _l10;
    private readonly double _l11;

    /// <exception cref="ArgumentException">The mean or covariance has the wrong size, is not finite, or is no covariance.</exception>
    public PriorPlane(double[] mean, double[,] covariance, int dimensions)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        if (mean.Length != dimensions || covariance.GetLength(0) != dimensions || covariance.GetLength(1) != dimensions)
            throw new ArgumentException(Words.Invariant($"The prior's mean has {mean.Length} numbers and its covariance {covariance.GetLength(0)} × {covariance.GetLength(1)}: codes of {dimensions} dimensions need {dimensions} and {dimensions} × {dimensions}."), nameof(covariance));
        if (!mean.All(double.IsFinite) || !covariance.Cast<double>().All(double.IsFinite))
            throw new ArgumentException("The prior's mean or covariance holds a number that is not finite.", nameof(covariance));
        MeanX = mean[0];
        _l00 = Math.Sqrt(covariance[0, 0]);
        _l11 = 1;
        if (dimensions > 1)
        {
            MeanY = mean[1];
            _l10 = covariance[1, 0] / _l00;
            _l11 = Math.Sqrt(covariance[1, 1] - (_l10 * _l10));
            if (Math.Abs(covariance[0, 1] - covariance[1, 0]) > Tolerance * Math.Abs(covariance[0, 0] + covariance[1, 1]))
                throw new ArgumentException(Words.Invariant($"The prior's covariance is not symmetric: it holds {covariance[0, 1]} and {covariance[1, 0]} across its diagonal."), nameof(covariance));
        }

        if (!(_l00 > 0) || !(_l11 > 0))
            throw new ArgumentException("The prior's covariance is not positive definite: no ellipse belongs to it.", nameof(covariance));
    }

    public double MeanX { get; }

    public double MeanY { get; }

    public double DeviationX => _l00;

    public double DeviationY => Math.Sqrt((_l10 * _l10) + (_l11 * _l11));

    /// <summary>The point of the ellipse of so many standard deviations at an angle of the circle it comes from.</summary>
    public (double X, double Y) Ellipse(double deviations, double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return (MeanX + (deviations * _l00 * cos), MeanY + (deviations * ((_l10 * cos) + (_l11 * sin))));
    }

    public Interval Across(double deviations) => new(MeanX - (deviations * DeviationX), MeanX + (deviations * DeviationX));

    public Interval Up(double deviations) => new(MeanY - (deviations * DeviationY), MeanY + (deviations * DeviationY));
}
