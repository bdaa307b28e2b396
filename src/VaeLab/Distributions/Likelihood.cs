using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>p(x|z): how an image is drawn from what the decoder outputs.</summary>
public abstract class Likelihood
{
    /// <summary>
    /// Each pixel is a coin with probability σ(logit). On grayscale pixels in [0, 1] this is the cross-entropy that tutorials
    /// use, and no likelihood of the gray values: compare it with other cross-entropies only.
    /// </summary>
    public static Likelihood Bernoulli { get; } = new BernoulliLikelihood();

    /// <summary>−log p(x|z) in nats, summed over pixels: batch × 1.</summary>
    /// <param name="output">What the decoder outputs, batch × pixels.</param>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    public abstract Tensor NegativeLogLikelihood(Tensor output, Tensor x);

    /// <summary>The expected image for a decoder's output, in place: pixels in [0, 1].</summary>
    public abstract void ToMeanImage(Span<float> output);
}
