using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>
/// A spiral of two turns, z = r·(cos φ, sin φ) with φ = 4π√u and r = 3√u + 0.1·e, u uniform and e ~ N(0, 1): a prior that is close
/// to a line, without a density to write down (the swiss roll of Makhzani et al. 2015, figure 4). The root makes it about as dense
/// outside as inside.
/// </summary>
public sealed class SwissRoll : Prior
{
    /// <summary>Its turns, how far its outer end is from the origin, and how thick it is.</summary>
    public const double Turns = 2, Radius = 3, Thickness = 0.1;

    /// <summary>The roll.</summary>
    public SwissRoll()
        : base(dimensions: 2)
    {
    }

    /// <inheritdoc/>
    public override string Name => Priors.SwissRoll;

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override MultivariateNormal Moments { get; } = Measured();

    /// <summary>Not to be had.</summary>
    /// <inheritdoc/>
    public override Tensor LogDensity(Tensor z) => throw new InputException(NoDensity);

    /// <summary>Where the middle of the roll is.</summary>
    /// <param name="u">How much of the roll lies before, from 0 to 1.</param>
    /// <returns>A point of the plane.</returns>
    public static (double X, double Y) Middle(double u)
    {
        (double sin, double cos) = Math.SinCos(Angle(u));
        double r = Radius * Math.Sqrt(u);
        return (r * cos, r * sin);
    }

    /// <summary>Makes two standard normal numbers a point of the roll, in place.</summary>
    /// <param name="point">Two numbers.</param>
    public override void Transform(Span<float> point)
    {
        // Of two independent standard normal numbers, the angle is uniform, and so is exp(−½ length²), independent of it.
        double u = (Math.Atan2(point[1], point[0]) / Math.Tau) + 0.5, square = (point[0] * (double)point[0]) + (point[1] * (double)point[1]);
        double e = StandardNormal.Quantile(Math.Clamp(Math.Exp(-square / 2), double.Epsilon, Math.BitDecrement(1)));
        (double sin, double cos) = Math.SinCos(Angle(Math.Clamp(u, 0, 1)));
        double r = (Radius * Math.Sqrt(Math.Clamp(u, 0, 1))) + (Thickness * e);
        point[0] = (float)(r * cos);
        point[1] = (float)(r * sin);
    }

    private static double Angle(double u) => 2 * Math.PI * Turns * Math.Sqrt(u);

    /// <summary>Mean and covariance, by the midpoint rule over u.</summary>
    private static MultivariateNormal Measured()
    {
        const int Steps = 10_000;
        double x = 0, y = 0, xx = 0, xy = 0, yy = 0;
        for (int i = 0; i < Steps; i++)
        {
            double u = (i + 0.5) / Steps;
            (double px, double py) = Middle(u);
            (double sin, double cos) = Math.SinCos(Angle(u));
            (x, y) = (x + (px / Steps), y + (py / Steps));
            xx += ((px * px) + (Thickness * Thickness * cos * cos)) / Steps;
            xy += ((px * py) + (Thickness * Thickness * cos * sin)) / Steps;
            yy += ((py * py) + (Thickness * Thickness * sin * sin)) / Steps;
        }

        return new([x, y], new[,] { { xx - (x * x), xy - (x * y) }, { xy - (x * y), yy - (y * y) } });
    }
}
