using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>
/// p(x|z): how an image is drawn from what the decoder outputs. To write one, give it a name, a negative log-likelihood and a mean;
/// to have it stored with a model and read back, register it with <see cref="Likelihoods.Register"/>.
/// Many threads may use it at once.
/// </summary>
public abstract class Likelihood
{
    // A byte divided by 255 in float32, times 255, is off by less.
    private const float ByteTolerance = 1e-3f;

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

    /// <summary>
    /// The probability of each of the 256 values of a byte, from a logistic distribution (Salimans, Karpathy, Chen &amp; Kingma 2017). The decoder gives mean and
    /// scale for each pixel. The data must be bytes divided by 255.
    /// </summary>
    public static Likelihood DiscretizedLogistic { get; } = new DiscretizedLogisticLikelihood();

    /// <summary>The name in configurations and on the command line, for example <c>bernoulli</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How many numbers the decoder outputs for each pixel: 1, or more for a likelihood with more parameters than a mean.</summary>
    public virtual int OutputsPerFeature => 1;

    /// <summary>What the decoder outputs, in a sentence, for the files that others read.</summary>
    public virtual string OutputMeaning => "What the likelihood takes.";

    /// <summary>What is learnt with the model, beside the decoder; most likelihoods have nothing.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>
    /// The function by which a run's report computes <see cref="Mean"/> in the browser: <c>sigmoid</c>, <c>continuousBernoulli</c>,
    /// <c>discretizedLogistic</c> or <c>clamp</c>, to pixels in [0, 1]. Null for none of them: then the report shows the run's pictures, and has no decoder to play with.
    /// </summary>
    public virtual string? PageMean => null;

    /// <summary>Whether all values of the data must lie in [0, 1].</summary>
    public virtual bool IsForUnitInterval => IsForBytes;

    /// <summary>
    /// Whether all values of the data must be bytes divided by 255. Then −log p(x|z) is of a probability and no density, so that nats can be said in bits
    /// per dimension, and compared with those of other models of the same images.
    /// </summary>
    public virtual bool IsForBytes => false;

    /// <summary>Each pixel is normal around the decoder's output, or the sigmoid of it, all with the same σ.</summary>
    /// <param name="sigma">σ, in the unit of the pixels; above 0.</param>
    /// <param name="means">How the means come from the decoder's outputs.</param>
    /// <exception cref="InputException">σ is not above 0.</exception>
    public static Likelihood Gaussian(double sigma, GaussianMeans means = GaussianMeans.Identity) => new FixedGaussianLikelihood(Checked(sigma), means);

    /// <summary>
    /// Each pixel is normal around the decoder's output, all with the same σ, which is learnt: a parameter <c>log_sigma</c>.
    /// Make one for each model, or models share their σ.
    /// </summary>
    /// <param name="initialSigma">σ before training, in the unit of the pixels; above 0. MNIST's pixels vary by 0.3.</param>
    /// <param name="means">How the means come from the decoder's outputs.</param>
    /// <exception cref="InputException">σ is not above 0.</exception>
    public static Likelihood GaussianWithLearntSigma(double initialSigma = 0.3, GaussianMeans means = GaussianMeans.Identity) =>
        new LearntGaussianLikelihood(Checked(initialSigma), means);

    /// <summary>−log p(x|z) in nats, summed over pixels: batch × 1.</summary>
    /// <param name="output">What the decoder outputs, batch × (<see cref="OutputsPerFeature"/> · pixels): the first number of all pixels, then the second.</param>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    public abstract Tensor NegativeLogLikelihood(Tensor output, Tensor x);

    /// <summary>The expected image for what the decoder outputs.</summary>
    /// <param name="output"><see cref="OutputsPerFeature"/> · pixels numbers, in the same order. If there is one for each pixel, they may be those of several images.</param>
    /// <param name="mean">Filled with a number for each pixel, in the unit of the data; the same memory as <paramref name="output"/> where that is as long.</param>
    public abstract void Mean(ReadOnlySpan<float> output, Span<float> mean);

    /// <summary>The expected images for what the decoder outputs.</summary>
    /// <param name="output">Images × (<see cref="OutputsPerFeature"/> · pixels).</param>
    /// <param name="means">Filled with images × pixels.</param>
    /// <param name="pixels">How many pixels an image has.</param>
    internal void Means(ReadOnlySpan<float> output, Span<float> means, int pixels)
    {
        if (OutputsPerFeature == 1)
        {
            Mean(output, means);
            return;
        }

        int outputs = OutputsPerFeature * pixels;
        for (int image = 0; image < means.Length / pixels; image++)
            Mean(output.Slice(image * outputs, outputs), means.Slice(image * pixels, pixels));
    }

    /// <summary>The lines to draw beside the loss. A likelihood that has none need not override this.</summary>
    /// <param name="training">The images that a constant model would be fitted to.</param>
    /// <param name="judged">The images whose loss is meant.</param>
    /// <returns>In nats per image.</returns>
    public virtual LossBaselines Baselines(SampleSet training, SampleSet judged) => new();

    /// <summary>What values the data may have, to name it in a message.</summary>
    public string UsableValues => IsForBytes ? "bytes divided by 255" : "numbers in [0, 1]";

    /// <summary>Where the first value stands that the data may not have; −1 if there is none.</summary>
    /// <param name="values">Values of samples.</param>
    public int IndexOfUnusable(ReadOnlySpan<float> values)
    {
        if (!IsForBytes)
            return IsForUnitInterval ? values.IndexOfAnyExceptInRange(0f, 1f) : -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not (>= 0 and <= 1) || MathF.Abs((255 * values[i]) - MathF.Round(255 * values[i])) > ByteTolerance)
                return i;
        }

        return -1;
    }

    /// <summary>Why some data cannot be used, by the first value that they may not have; null if they can.</summary>
    internal string? Fault(Dataset data)
    {
        if (IsForUnitInterval && data.UnitIntervalFault("the model's likelihood") is { } outside)
            return outside;
        return IsForBytes && data.Find(IndexOfUnusable) is { } place
            ? $"There is {place}, and the likelihood '{Name}' takes {UsableValues}: give images or arrays of bytes, or take another likelihood."
            : null;
    }

    /// <summary>Adds <see cref="Mean"/> to a graph; returns the name of its result, or null if it has no form in ONNX.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">What the decoder outputs.</param>
    /// <param name="pixels">How many pixels an image has.</param>
    internal virtual string? OnnxMean(OnnxGraph graph, string output, int pixels) => null;

    /// <summary>Whether options that make one of the two make the other: what is learnt aside, they are the same.</summary>
    /// <param name="other">The other one.</param>
    internal virtual bool IsSame(Likelihood other) => GetType() == other.GetType() && Name == other.Name;

    /// <summary>Whether a number may be σ of the pixels: 1/σ² is a number in float32.</summary>
    internal static bool IsSigma(double sigma) => sigma > 0 && (float)(1 / (sigma * sigma)) is > 0 and < float.PositiveInfinity;

    private static double Checked(double sigma) => IsSigma(sigma)
        ? sigma
        : throw new InputException(FormattableString.Invariant($"σ of the pixels is {sigma}; it needs a number above 0, for example 0.3."));
}
