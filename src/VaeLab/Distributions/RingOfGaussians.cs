using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// Ten Gaussians of one weight in a ring around the origin, each longer along the radius than across it: the mixture of
/// Makhzani et al. (2015, figure 4), at a distance of 2.
/// </summary>
public sealed class RingOfGaussians : Prior
{
    /// <summary>How many there are.</summary>
    public const int Components = 10;

    /// <summary>How far each one's middle is from the origin, and its standard deviations along the radius and across.</summary>
    public const double Radius = 2, Along = 0.5, Across = 0.2;

    /// <summary>The ring.</summary>
    public RingOfGaussians()
        : base(dimensions: 2)
    {
    }

    /// <inheritdoc/>
    public override string Name => Priors.Mixture;

    /// <inheritdoc/>
    public override MultivariateNormal Moments { get; } = new([0, 0], new double[,] { { Variance, 0 }, { 0, Variance } });

    /// <summary>The components, each of the same weight.</summary>
    public IReadOnlyList<MultivariateNormal> Gaussians { get; } = [.. Enumerable.Range(0, Components).Select(Component)];

    // Each coordinate's: all directions are alike, so half of E[|z|²].
    private static double Variance => ((Radius * Radius) + (Along * Along) + (Across * Across)) / 2;

    /// <summary>Makes two standard normal numbers a point of the ring, in place.</summary>
    /// <param name="point">Two numbers.</param>
    public override void Transform(Span<float> point)
    {
        // The angle of two independent standard normal numbers is uniform. Ten times that angle is as uniform, and independent of
        // the tenth of the circle that it came from: that chooses the component, and the pair with the new angle is normal again.
        double turns = Math.Atan2(point[1], point[0]) / Math.Tau * Components;
        double component = Math.Floor(turns), length = Math.Sqrt((point[0] * (double)point[0]) + (point[1] * (double)point[1]));
        (double sin, double cos) = Math.SinCos((turns - component) * Math.Tau);
        (double along, double across) = (Radius + (Along * length * cos), Across * length * sin);
        (sin, cos) = Math.SinCos(component / Components * Math.Tau);
        point[0] = (float)((along * cos) - (across * sin));
        point[1] = (float)((along * sin) + (across * cos));
    }

    /// <inheritdoc/>
    public override Tensor LogDensity(Tensor z) =>
        LogSumExp(Concat([.. Gaussians.Select(gaussian => gaussian.LogDensity(z))])) + -MathF.Log(Components);

    private static MultivariateNormal Component(int index)
    {
        (double sin, double cos) = Math.SinCos(index * Math.Tau / Components);
        double along = Along * Along, across = Across * Across, mixed = (along - across) * sin * cos;
        return new(
            [Radius * cos, Radius * sin],
            new[,] { { (along * cos * cos) + (across * sin * sin), mixed }, { mixed, (along * sin * sin) + (across * cos * cos) } });
    }
}
