using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>A prior p(z) that can be drawn from, whether or not its density is known: d standard normal numbers make a point of it.</summary>
public abstract class SampledPrior
{
    /// <summary>A prior with these moments.</summary>
    /// <param name="moments">The Gaussian with its mean and covariance.</param>
    protected SampledPrior(MultivariateNormal moments) => Moments = moments;

    /// <summary>The Gaussian with the same mean and covariance: to know where the prior is and how wide.</summary>
    public MultivariateNormal Moments { get; }

    /// <summary>d.</summary>
    public int Dimensions => Moments.Dimensions;

    /// <summary>A prior of a shape.</summary>
    /// <param name="shape">Which.</param>
    /// <param name="gaussian">What a Gaussian one is; the other shapes have a size and a place of their own.</param>
    public static SampledPrior Of(PriorShape shape, MultivariateNormal gaussian) => shape switch
    {
        PriorShape.Mixture => new RingOfGaussians(),
        PriorShape.SwissRoll => new SwissRoll(),
        _ => new GaussianPrior(gaussian),
    };

    /// <summary>Makes d standard normal numbers a point of this prior, in place.</summary>
    /// <param name="point">d numbers.</param>
    public abstract void Transform(Span<float> point);

    /// <summary>Points drawn from this prior: the same stream gives the same points, and its first ones however many there are.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <returns>count × d.</returns>
    public float[] Sample(int count, RandomStream random)
    {
        var points = new float[count * Dimensions];
        random.FillNormal(points);
        for (int start = 0; start < points.Length; start += Dimensions)
            Transform(points.AsSpan(start, Dimensions));
        return points;
    }

    private sealed class GaussianPrior(MultivariateNormal gaussian) : SampledPrior(gaussian)
    {
        public override void Transform(Span<float> point) => Moments.Transform(point);
    }
}
