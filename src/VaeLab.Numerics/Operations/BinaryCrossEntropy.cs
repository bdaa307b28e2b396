using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>−Σⱼ [x ln σ(l) + (1−x) ln(1−σ(l))] of each row (<see cref="CrossEntropy"/>).</summary>
internal sealed unsafe class BinaryCrossEntropy(Tensor logits, Tensor targets) : ElementwiseLoss(logits, targets)
{
    protected override float Row(float* logits, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.CrossEntropyRow(logits, targets, derivatives, columns);

    protected override (double Loss, double Derivative) Reference(double logit, double target) =>
        CrossEntropy.Reference(logit, target);
}
