using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>N(μ, diag σ²) for each image of a batch.</summary>
/// <param name="Mean">μ, batch × d.</param>
/// <param name="LogVariance">ln σ², batch × d.</param>
public sealed record DiagonalGaussian(Tensor Mean, Tensor LogVariance) : GaussianPosterior(Mean, LogVariance)
{
    /// <summary>μ itself: σ = 0 for every image. Its KL to anything with a density is infinite.</summary>
    /// <param name="mean">μ, batch × d.</param>
    public static DiagonalGaussian Point(Tensor mean)
    {
        ArgumentNullException.ThrowIfNull(mean);
        // An input that nothing fills again is a constant: ln 0 = −∞.
        Tensor logVariance = mean.Tape.Input(mean.Columns);
        logVariance.Values.Fill(float.NegativeInfinity);
        return new(mean, logVariance);
    }

    /// <summary>z = μ + σ ⊙ ε, batch × d.</summary>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    public override Tensor Reparameterize(Tensor noise) => Mean + (Exp(0.5f * LogVariance) * noise);

    /// <summary>
    /// KL(q‖p) = ½[tr(Σ⁻¹S) + (m−μ)ᵀΣ⁻¹(m−μ) − d + ln|Σ| − ln|S|] with S = diag σ², in nats, batch × 1.
    /// For p = N(0, I) this is −½ Σⱼ (1 + ln σⱼ² − μⱼ² − σⱼ²) (Kingma &amp; Welling 2013, appendix B).
    /// </summary>
    /// <param name="prior">p = N(m, Σ).</param>
    public override Tensor KlDivergence(MultivariateNormal prior) =>
        GaussianKl(Mean, LogVariance, prior.Mean, prior.Precision, prior.LogDeterminant);

    /// <summary>
    /// KL(q(zⱼ)‖p(zⱼ)) of each dimension, in nats, batch × d; they add up to <see cref="KlDivergence(MultivariateNormal)"/>. With them, free bits
    /// (Kingma et al. 2016, appendix C.8) read <c>Sum(Maximum(Mean(q.KlPerDimension(prior)), freeBits))</c>.
    /// </summary>
    /// <param name="prior">p = N(m, diag s²).</param>
    /// <exception cref="ArgumentException">The prior's dimensions are correlated: then a KL does not split into one for each.</exception>
    public override Tensor KlPerDimension(MultivariateNormal prior)
    {
        if (!prior.IsDiagonal)
            throw new ArgumentException("The prior's dimensions are correlated, so its KL is no sum over dimensions: use a diagonal prior, or KlDivergence.");
        return GaussianKlPerDimension(Mean, LogVariance, prior.Mean, prior.Variances);
    }

    /// <summary>KL(q(zⱼ)‖p(zⱼ)) of each dimension to another Gaussian that is computed for each image, in nats, batch × d.</summary>
    /// <param name="prior">p.</param>
    public Tensor KlPerDimension(DiagonalGaussian prior) => GaussianKlPerDimension(Mean, LogVariance, prior.Mean, prior.LogVariance);

    /// <summary>½[σ²/s² + (μ−m)²/s² − 1 − ln(σ²/s²)], the KL of one dimension of a single image, in nats.</summary>
    /// <param name="ratio">σ²/s².</param>
    /// <param name="square">(μ−m)²/s².</param>
    /// <param name="logRatio">ln(σ²/s²).</param>
    internal static double Kl(double ratio, double square, double logRatio) => 0.5 * (ratio + square - 1 - logRatio);

    /// <summary>
    /// The Gaussian in proportion to the product of this one and another, merged by precision (Sønderby et al. 2016, equations 17 to
    /// 19): 1/σ² = 1/σ₁² + 1/σ₂², μ = σ²(μ₁/σ₁² + μ₂/σ₂²). With δ = ln σ₁² − ln σ₂² this is ln σ² = ln σ₁² − ln(1 + e^δ) and
    /// μ = μ₁ + (μ₂ − μ₁)/(1 + e^−δ), which never overflows.
    /// </summary>
    /// <param name="other">The other one.</param>
    public DiagonalGaussian Merge(DiagonalGaussian other)
    {
        Tensor delta = LogVariance - other.LogVariance;
        return new(Mean + (Sigmoid(delta) * (other.Mean - Mean)), LogVariance - Softplus(delta));
    }

    /// <inheritdoc/>
    public override Tensor Packed => Concat(Mean, LogVariance);

    /// <summary>ln N(z; μ, diag σ²) = −½ Σⱼ [(zⱼ − μⱼ)²/σⱼ² + ln σⱼ² + ln 2π], batch × 1. Gradients reach z, μ and σ.</summary>
    /// <param name="z">Batch × d.</param>
    public Tensor LogDensity(Tensor z) =>
        (-0.5f * Sum((Square(z - Mean) * Exp(-LogVariance)) + LogVariance)) + (float)(-Mean.Columns * s_halfLogTwoPi);

    /// <summary>The same Gaussian as data: no gradient reaches μ and σ.</summary>
    internal DiagonalGaussian AsData() => new(StopGradient(Mean), StopGradient(LogVariance));

    /// <summary>ln N(z; μ, diag σ²) of one image, after a <see cref="Tape.Forward"/>.</summary>
    /// <param name="row">Which image of the batch.</param>
    /// <param name="point">z, d numbers.</param>
    internal double LogDensity(int row, ReadOnlySpan<float> point)
    {
        int d = Mean.Columns;
        double logDensity = 0;
        for (int j = 0; j < d; j++)
        {
            double logVariance = LogVariance.Values[(row * d) + j], deviation = point[j] - (double)Mean.Values[(row * d) + j];
            logDensity -= s_halfLogTwoPi + (0.5 * (logVariance + (deviation * deviation * Math.Exp(-logVariance))));
        }

        return logDensity;
    }

    /// <inheritdoc/>
    public override void Transform(int row, ReadOnlySpan<float> noise, Span<float> target)
    {
        int d = Mean.Columns;
        for (int j = 0; j < d; j++)
            target[j] = (float)(Mean.Values[(row * d) + j] + (Math.Exp(0.5 * LogVariance.Values[(row * d) + j]) * noise[j]));
    }

    /// <inheritdoc/>
    public override double Variance(int row, int j) => Math.Exp(LogVariance.Values[(row * LogVariance.Columns) + j]);

    /// <inheritdoc/>
    public override void AddCovariance(int row, double weight, double[,] sum)
    {
        for (int j = 0; j < Mean.Columns; j++)
            sum[j, j] += weight * Variance(row, j);
    }
}
