using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>p(x|z) = Πⱼ N(xⱼ; mⱼ, σ²), with the decoder's outputs as means m and one σ for all pixels.</summary>
/// <param name="sigma">σ.</param>
internal sealed class GaussianLikelihood(double sigma) : Likelihood
{
    internal static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>Σⱼ ½(xⱼ − mⱼ)²/σ² + ln σ + ½ ln 2π.</summary>
    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) =>
        ((1 / (sigma * sigma)) * HalfSquaredError(output, x)) + (float)(x.Columns * (Math.Log(sigma) + HalfLogTwoPi));

    /// <inheritdoc/>
    public override void ToMeanImage(Span<float> output) => ToPixels(output);

    /// <summary>The means themselves, held within the pixels' range.</summary>
    internal static void ToPixels(Span<float> means)
    {
        foreach (ref float pixel in means)
            pixel = Math.Clamp(pixel, 0, 1);
    }
}
