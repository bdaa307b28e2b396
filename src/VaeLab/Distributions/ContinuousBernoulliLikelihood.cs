using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>p(x|z) = Πⱼ C(lⱼ) σ(lⱼ)^xⱼ (1 − σ(lⱼ))^(1−xⱼ), with the decoder's outputs as logits l (Loaiza-Ganem &amp; Cunningham 2019).</summary>
internal sealed class ContinuousBernoulliLikelihood : Likelihood
{
    public override bool IsForUnitInterval => true;

    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Functions.ContinuousCrossEntropy(output, x);

    public override void ToMeanImage(Span<float> output) => Functions.ContinuousBernoulliMean(output, output);
}
