using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>−Σⱼ ln p(x) of each row under the continuous Bernoulli distribution (<see cref="ContinuousBernoulli"/>).</summary>
internal sealed unsafe class ContinuousCrossEntropy(Tensor logits, Tensor targets) : ElementwiseLoss(logits, targets)
{
    protected override float Row(float* logits, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.ContinuousBernoulliRow(logits, targets, derivatives, columns);

    protected override (double Loss, double Derivative) Reference(double logit, double target) =>
        ContinuousBernoulli.Reference(logit, target);
}
