using VaeLab.Distributions;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Compare.Techniques;

/// <summary>A way to take a training step: as VaeLab does, or with one of its techniques left out.</summary>
/// <param name="OptimizerLater">Whether all gradients are kept first, and the optimizer comes when they are complete.</param>
/// <param name="RecordsAnew">Whether the step is recorded for each batch.</param>
/// <param name="InPlaceOfZero">What black pixels become; if that is not 0, there is nothing to skip in the first layer.</param>
internal sealed record Way(bool OptimizerLater = false, bool RecordsAnew = false, float InPlaceOfZero = 0)
{
    /// <summary>The pixels' likelihood.</summary>
    public Likelihood Likelihood { get; init; } = Likelihood.Bernoulli;

    /// <summary>With the loss made of operations that any tape has.</summary>
    public static Way LossOfParts { get; } = new() { Likelihood = new CrossEntropyOfParts() };

    private sealed class CrossEntropyOfParts : Likelihood
    {
        public override string Name => "cross-entropy-of-parts";

        /// <summary>Σ softplus(l) − l·x: the cross-entropy on logits.</summary>
        public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Sum(Softplus(output) - (output * x));

        public override void Mean(ReadOnlySpan<float> output, Span<float> mean) => Bernoulli.Mean(output, mean);
    }
}
