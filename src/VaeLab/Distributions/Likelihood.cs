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

    /// <summary>
    /// A density on [0, 1] for grayscale pixels (Loaiza-Ganem &amp; Cunningham 2019): the Bernoulli's cross-entropy with the
    /// normalizer that it lacks. A density may exceed 1, so the loss may be negative.
    /// </summary>
    public static Likelihood ContinuousBernoulli { get; } = new ContinuousBernoulliLikelihood();

    /// <summary>What is learnt with the model, beside the decoder; most likelihoods have nothing.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Whether all values of the data must lie in [0, 1].</summary>
    public virtual bool IsForUnitInterval => false;

    /// <summary>Each pixel is normal around the decoder's output, all with the same σ.</summary>
    /// <param name="sigma">σ, in the unit of the pixels; above 0.</param>
    /// <exception cref="InputException">σ is not above 0.</exception>
    public static Likelihood Gaussian(double sigma) => new GaussianLikelihood(Checked(sigma));

    /// <summary>
    /// Each pixel is normal around the decoder's output, all with the same σ, which is learnt: a parameter <c>log_sigma</c>.
    /// Make one for each model, or models share their σ.
    /// </summary>
    /// <param name="initialSigma">σ before training, in the unit of the pixels; above 0. MNIST's pixels vary by 0.3.</param>
    /// <exception cref="InputException">σ is not above 0.</exception>
    public static Likelihood GaussianWithLearntSigma(double initialSigma = 0.3) => new LearntGaussianLikelihood(Checked(initialSigma));

    /// <summary>−log p(x|z) in nats, summed over pixels: batch × 1.</summary>
    /// <param name="output">What the decoder outputs, batch × pixels.</param>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    public abstract Tensor NegativeLogLikelihood(Tensor output, Tensor x);

    /// <summary>The expected image for a decoder's output, in place: pixels in [0, 1].</summary>
    public abstract void ToMeanImage(Span<float> output);

    private static double Checked(double sigma) => sigma > 0 && double.IsFinite(sigma * sigma) && double.IsFinite(1 / (sigma * sigma))
        ? sigma
        : throw new InputException(FormattableString.Invariant($"σ of the pixels is {sigma}; it needs a number above 0, for example 0.3."));
}
