using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>
/// p(x|z) = Πⱼ N(xⱼ; mⱼ, σ²), with the decoder's outputs as means m, and one σ for all pixels that is learnt with the model
/// (Rybkin, Daniilidis &amp; Levine 2021): it weighs reconstruction against KL by itself.
/// </summary>
internal sealed class LearntGaussianLikelihood : Likelihood
{
    private readonly Parameter _logSigma = new("log_sigma", 1);

    /// <param name="sigma">σ before training.</param>
    public LearntGaussianLikelihood(double sigma) => _logSigma.CopyFrom([(float)Math.Log(sigma)]);

    public override IReadOnlyList<Parameter> Parameters => [_logSigma];

    /// <summary>Σⱼ ½(xⱼ − mⱼ)²/σ² + ln σ + ½ ln 2π.</summary>
    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x)
    {
        Tensor logSigma = Repeat(x.Tape, _logSigma);                                  // batch × 1
        Tensor precision = Exp(-2 * logSigma);                                        // 1/σ²
        return (precision * HalfSquaredError(output, x)) + (x.Columns * logSigma) + (float)(x.Columns * GaussianLikelihood.HalfLogTwoPi);
    }

    /// <inheritdoc/>
    public override void ToMeanImage(Span<float> output) => GaussianLikelihood.ToPixels(output);
}
