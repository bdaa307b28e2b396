using VaeLab.Numerics;

namespace VaeLab.Distributions;

/// <summary>p(x|z) = Πⱼ σ(lⱼ)^xⱼ (1 − σ(lⱼ))^(1−xⱼ), with the decoder's outputs as logits l.</summary>
internal sealed class BernoulliLikelihood : Likelihood
{
    public override bool IsForUnitInterval => true;

    public override Tensor NegativeLogLikelihood(Tensor output, Tensor x) => Functions.BinaryCrossEntropy(output, x);

    public override void ToMeanImage(Span<float> output)
    {
        for (int i = 0; i < output.Length; i++)
            output[i] = 1 / (1 + MathF.Exp(-output[i]));
    }
}
