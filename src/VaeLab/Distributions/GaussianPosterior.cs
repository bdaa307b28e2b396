using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// N(μ, LLᵀ) for each image of a batch, with L lower triangular: the posterior q(z|x) that an encoder outputs.
/// Members that return a <see cref="Tensor"/> record operations; the others read values and hold after a <see cref="Tape.Forward"/>.
/// A model whose posterior is of another type than those here overrides <c>LatentModel.Draw</c>, which makes it from <see cref="Packed"/>.
/// </summary>
/// <param name="Mean">μ, batch × d.</param>
/// <param name="LogVariance">2 ln diag L, batch × d; of a <see cref="DiagonalGaussian"/> this is the logarithm of the variances.</param>
public abstract record GaussianPosterior(Tensor Mean, Tensor LogVariance)
{
    private protected static readonly double s_halfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>
    /// z = μ + L·ε, the reparameterization trick (Kingma &amp; Welling 2013, section 2.4): the randomness comes from outside,
    /// so that gradients reach μ and L. Batch × d.
    /// </summary>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    public abstract Tensor Reparameterize(Tensor noise);

    /// <summary>
    /// KL(q‖p) in nats, batch × 1: in closed form where the prior has one, and otherwise estimated by one sample for each image,
    /// ln q(z|x) − ln p(z) at z = μ + L·ε. The estimate is right in the mean, and may be negative for a single image.
    /// </summary>
    /// <param name="prior">p.</param>
    /// <param name="noise">ε ~ N(0, I), batch × d: the noise of the z that is decoded.</param>
    /// <exception cref="InputException">The prior has no density.</exception>
    public Tensor KlDivergence(Prior prior, Tensor noise) =>
        prior.KlDivergence(this) ?? (LogDensityOfNoise(noise) - prior.LogDensity(Reparameterize(noise)));

    /// <summary>ln q(μ + L·ε) = −½ Σⱼ (ε² + ln 2π + 2 ln Lⱼⱼ), batch × 1.</summary>
    /// <param name="noise">ε, batch × d.</param>
    public Tensor LogDensityOfNoise(Tensor noise) =>
        (-0.5f * Sum(Square(noise) + LogVariance)) + (float)(-noise.Columns * s_halfLogTwoPi);

    /// <summary>KL(q‖p) = ½[tr(Σ⁻¹LLᵀ) + (m−μ)ᵀΣ⁻¹(m−μ) − d + ln|Σ| − ln|LLᵀ|] in nats, batch × 1.</summary>
    /// <param name="prior">p = N(m, Σ).</param>
    public abstract Tensor KlDivergence(MultivariateNormal prior);

    /// <summary>The KL of each dimension alone, in nats, batch × d; they add up to <see cref="KlDivergence(MultivariateNormal)"/>.</summary>
    /// <param name="prior">p = N(m, diag s²).</param>
    /// <exception cref="ArgumentException">The dimensions of one of the two are correlated: then a KL does not split into one for each.</exception>
    public abstract Tensor KlPerDimension(MultivariateNormal prior);

    /// <summary>All of its numbers behind one another: batch × 2d, or more for a covariance that is not diagonal; μ and 2 ln diag L come first.</summary>
    public abstract Tensor Packed { get; }

    /// <summary>A Gaussian from its <see cref="Packed"/> numbers.</summary>
    /// <param name="packed">Batch × 2d, or more.</param>
    /// <param name="dimensions">d.</param>
    internal static GaussianPosterior Unpack(Tensor packed, int dimensions)
    {
        Tensor mean = Columns(packed, 0, dimensions), logVariance = Columns(packed, dimensions, dimensions);
        int below = packed.Columns - (2 * dimensions);
        return below == 0 ? new DiagonalGaussian(mean, logVariance) : new FullGaussian(mean, logVariance, Columns(packed, 2 * dimensions, below));
    }

    /// <summary>ln q(μ + L·ε) = −½ Σⱼ (ε² + ln 2π + 2 ln Lⱼⱼ) of one image, after a <see cref="Tape.Forward"/>.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="noise">ε, d numbers.</param>
    public double LogDensityOfNoise(int row, ReadOnlySpan<float> noise)
    {
        double logDensity = 0;
        ReadOnlySpan<float> logVariance = LogVariance.Values.Slice(row * noise.Length, noise.Length);
        for (int j = 0; j < noise.Length; j++)
            logDensity -= s_halfLogTwoPi + (0.5 * (logVariance[j] + ((double)noise[j] * noise[j])));
        return logDensity;
    }

    /// <summary>μ + L·ε of one image, after a <see cref="Tape.Forward"/>, in double precision.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="noise">ε, d numbers.</param>
    /// <param name="target">Receives d numbers; may be <paramref name="noise"/>.</param>
    public abstract void Transform(int row, ReadOnlySpan<float> noise, Span<float> target);

    /// <summary>(LLᵀ)ⱼⱼ of one image, after a <see cref="Tape.Forward"/>.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="j">Which dimension.</param>
    public abstract double Variance(int row, int j);

    /// <summary>Adds LLᵀ of one image, times a weight, to a sum, after a <see cref="Tape.Forward"/>.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="weight">What to multiply by.</param>
    /// <param name="sum">d × d numbers.</param>
    public abstract void AddCovariance(int row, double weight, double[,] sum);
}
