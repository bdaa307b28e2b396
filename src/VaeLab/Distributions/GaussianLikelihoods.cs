using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>p(x|z) = Πⱼ N(xⱼ; mⱼ, σ²), with one σ for all pixels. The means m are the decoder's outputs, or the sigmoids of these.</summary>
/// <param name="means">How the means come from the decoder's outputs.</param>
internal abstract class GaussianLikelihood(GaussianMeans means) : Likelihood
{
    // Images that are all equal differ from their mean by rounding alone.
    private const double SmallestSigma = 1e-6;

    protected static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    public override string Name => Likelihoods.Gaussian;

    public override string OutputMeaning => IsSigmoid ? "The logits of the pixels' means." : "The means of the pixels.";

    public override string PageMean => IsSigmoid ? "sigmoid" : "clamp";

    protected bool IsSigmoid { get; } = means == GaussianMeans.Sigmoid;

    public override void Mean(ReadOnlySpan<float> output, Span<float> mean)
    {
        if (IsSigmoid)
            Bernoulli.Mean(output, mean);
        else if (output != mean)
            output.CopyTo(mean);
    }

    /// <summary>No floor, as a density has none; and the mean image with the σ that a constant model has.</summary>
    public override LossBaselines Baselines(SampleSet training, SampleSet judged)
    {
        double[] mean = training.Mean();
        double sigma = ConstantSigma(training, mean);
        return sigma > SmallestSigma
            ? new(null, (0.5 * judged.SquaredDistance(mean) / (sigma * sigma)) + (mean.Length * (Math.Log(sigma) + HalfLogTwoPi)))
            : new();
    }

    internal override string OnnxMean(OnnxGraph graph, string output, int pixels) => graph.Apply(IsSigmoid ? "Sigmoid" : "Identity", output);

    /// <inheritdoc/>
    internal override bool IsSame(Likelihood other) => base.IsSame(other) && ((GaussianLikelihood)other).IsSigmoid == IsSigmoid;

    /// <summary>½ Σⱼ (xⱼ − mⱼ)², batch × 1.</summary>
    protected Tensor HalfSquaredDistance(Tensor output, Tensor x) => HalfSquaredError(IsSigmoid ? Sigmoid(output) : output, x);

    /// <summary>σ of a model that answers every image with the mean image of the training set.</summary>
    protected abstract double ConstantSigma(SampleSet training, double[] mean);
}

/// <summary>A Gaussian likelihood whose σ is given.</summary>
/// <param name="sigma">σ.</param>
/// <param name="means">How the means come from the decoder's outputs.</param>
internal sealed class FixedGaussianLikelihood(double sigma, GaussianMeans means) : GaussianLikelihood(means)
{
    private double Sigma { get; } = sigma;

    /// <summary>Σⱼ ½(xⱼ − mⱼ)²/σ² + ln σ + ½ ln 2π.</summary>
    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) =>
        ((1 / (Sigma * Sigma)) * HalfSquaredDistance(output, x)) + (float)(x.Columns * (Math.Log(Sigma) + HalfLogTwoPi));

    /// <inheritdoc/>
    internal override bool IsSame(Likelihood other) => base.IsSame(other) && ((FixedGaussianLikelihood)other).Sigma.Equals(Sigma);

    /// <inheritdoc/>
    protected override double ConstantSigma(SampleSet training, double[] mean) => Sigma;
}

/// <summary>
/// A Gaussian likelihood whose σ is learnt with the model (Rybkin, Daniilidis &amp; Levine 2021): it weighs reconstruction against
/// KL by itself.
/// </summary>
internal sealed class LearntGaussianLikelihood : GaussianLikelihood
{
    private readonly Parameter _logSigma = new("log_sigma", 1);

    /// <param name="sigma">σ before training.</param>
    /// <param name="means">How the means come from the decoder's outputs.</param>
    public LearntGaussianLikelihood(double sigma, GaussianMeans means)
        : base(means) => _logSigma.CopyFrom([(float)Math.Log(sigma)]);

    public override IReadOnlyList<Parameter> Parameters => [_logSigma];

    /// <summary>Σⱼ ½(xⱼ − mⱼ)²/σ² + ln σ + ½ ln 2π.</summary>
    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x)
    {
        Tensor logSigma = Repeat(x.Tape, _logSigma);                                  // batch × 1
        Tensor precision = Exp(-2 * logSigma);                                        // 1/σ²
        return (precision * HalfSquaredDistance(output, x)) + (x.Columns * logSigma) + (float)(x.Columns * HalfLogTwoPi);
    }

    /// <summary>The σ of largest likelihood: the root of the mean square of what the mean image misses. 0 if all images are equal.</summary>
    protected override double ConstantSigma(SampleSet training, double[] mean) => Math.Sqrt(training.SquaredDistance(mean) / mean.Length);
}

/// <summary>How the means of a Gaussian likelihood come from the decoder's outputs.</summary>
[JsonConverter(typeof(KebabCaseEnum<GaussianMeans>))]
public enum GaussianMeans
{
    /// <summary>The outputs are the means: any numbers.</summary>
    Identity,

    /// <summary>The outputs are logits: means between 0 and 1, as models have that were trained on the squared error of sigmoids.</summary>
    Sigmoid,
}
