using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>p(x|z) = Πⱼ σ(lⱼ)^xⱼ (1 − σ(lⱼ))^(1−xⱼ), with the decoder's outputs as logits l.</summary>
internal sealed class BernoulliLikelihood : Likelihood
{
    // A model may give a pixel that was always white a probability of exactly 0, and pay infinitely once it is not.
    private const double SmallestProbability = 1e-6;

    public override string Name => Likelihoods.Bernoulli;

    public override string OutputMeaning => "The logits of the pixels.";

    public override string PageMean => "sigmoid";

    public override bool IsForUnitInterval => true;

    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Functions.BinaryCrossEntropy(output, x);

    public override void Mean(ReadOnlySpan<float> output, Span<float> mean)
    {
        for (int i = 0; i < output.Length; i++)
            mean[i] = 1 / (1 + MathF.Exp(-output[i]));
    }

    /// <summary>
    /// The floor is the entropy of the judged pixels, before they were binarized: random draws keep it. The mean image is that of the
    /// training images.
    /// </summary>
    public override LossBaselines Baselines(SampleSet training, SampleSet judged)
    {
        double[] mean = training.Mean(), judgedMean = judged.Mean();
        double meanImage = 0;
        for (int pixel = 0; pixel < mean.Length; pixel++)
            meanImage += CrossEntropy(judgedMean[pixel], Math.Clamp(mean[pixel], SmallestProbability, 1 - SmallestProbability));
        return new(judged.Probabilities.Sum(value => CrossEntropy(value, value)) / judged.Count, meanImage);
    }

    internal override string OnnxMean(OnnxGraph graph, string output, int pixels) => graph.Apply("Sigmoid", output);

    /// <summary>−x ln p − (1−x) ln(1−p), with 0 ln 0 = 0.</summary>
    private static double CrossEntropy(double x, double p) =>
        (x > 0 ? -x * Math.Log(p) : 0) + (x < 1 ? -(1 - x) * Math.Log(1 - p) : 0);
}

/// <summary>p(x|z) = Πⱼ C(lⱼ) σ(lⱼ)^xⱼ (1 − σ(lⱼ))^(1−xⱼ), with the decoder's outputs as logits l (Loaiza-Ganem &amp; Cunningham 2019).</summary>
internal sealed class ContinuousBernoulliLikelihood : Likelihood
{
    // Nearer to 0 the formulas of mean and normalizer are 0/0, and their series are exact.
    private const double Near = 1e-3;

    public override string Name => Likelihoods.ContinuousBernoulli;

    public override string OutputMeaning => "The logits of the pixels.";

    public override string PageMean => "continuousBernoulli";

    public override bool IsForUnitInterval => true;

    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Functions.ContinuousCrossEntropy(output, x);

    public override void Mean(ReadOnlySpan<float> output, Span<float> mean) => Functions.ContinuousBernoulliMean(output, mean);

    /// <summary>
    /// No floor, as a density has none. The best constant logits are those whose mean is the mean image. A pixel that is always 0 or
    /// always 1 has none: its density grows without bound. Then there is no such line either.
    /// </summary>
    public override LossBaselines Baselines(SampleSet training, SampleSet judged)
    {
        double[] mean = training.Mean(), judgedMean = judged.Mean();
        if (mean.Any(m => m is <= 0 or >= 1))
            return new();
        return new(null, mean.Zip(judgedMean, (m, x) => NegativeLogDensity(Logit(m), x)).Sum());
    }

    /// <summary>1/(1 − e⁻ˡ) − 1/l; near 0, where this is 0/0, ½ + l/12 − l³/720 + l⁵/30240.</summary>
    internal override string OnnxMean(OnnxGraph graph, string output, int pixels)
    {
        string one = graph.Number(1);
        string far = graph.Apply(
            "Sub",
            graph.Apply("Div", one, graph.Apply("Sub", one, graph.Apply("Exp", graph.Apply("Neg", output)))),
            graph.Apply("Div", one, output));
        string square = graph.Apply("Mul", output, output), series = graph.Number(1.0 / 30240);
        foreach (double coefficient in (double[])[-1.0 / 720, 1.0 / 12])
            series = graph.Apply("Add", graph.Apply("Mul", series, square), graph.Number(coefficient));
        string near = graph.Apply("Add", graph.Apply("Mul", series, output), graph.Number(0.5));
        return graph.Apply("Where", graph.Apply("Less", graph.Apply("Abs", output), graph.Number(0.5)), near, far);
    }

    /// <summary>The logit l of a mean, by bisection. The mean grows with l, is below 1/|l| for l &lt; 0 and above 1 − 1/l for l &gt; 0.</summary>
    private static double Logit(double mean)
    {
        (double low, double high) = (-1 / mean, 1 / (1 - mean));
        for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2)
            (low, high) = MeanOf(middle) < mean ? (middle, high) : (low, middle);
        return low;
    }

    private static double MeanOf(double l) => Math.Abs(l) < Near ? 0.5 + (l / 12) : (1 / (1 - Math.Exp(-l))) - (1 / l);

    /// <summary>ln(1 + eˡ) − x·l − ln C(l), where C(l) = l / tanh(l/2). It is linear in x, so the mean of many x is enough.</summary>
    private static double NegativeLogDensity(double l, double x)
    {
        double softplus = Math.Max(l, 0) + Math.Log(1 + Math.Exp(-Math.Abs(l)));
        double logNormalizer = Math.Abs(l) < Near ? Math.Log(2) + (l * l / 12) : Math.Log(l / Math.Tanh(l / 2));
        return softplus - (x * l) - logNormalizer;
    }
}
