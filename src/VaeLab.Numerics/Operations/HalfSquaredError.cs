using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>Σⱼ ½(y − x)² of each row.</summary>
internal sealed unsafe class HalfSquaredError(Tensor outputs, Tensor targets) : ElementwiseLoss(outputs, targets)
{
    protected override float Row(float* outputs, float* targets, float* derivatives, int columns)
    {
        var differences = new Span<float>(derivatives, columns);
        TensorPrimitives.Subtract(new ReadOnlySpan<float>(outputs, columns), new ReadOnlySpan<float>(targets, columns), differences);
        return 0.5f * TensorPrimitives.SumOfSquares(differences);
    }

    protected override (double Loss, double Derivative) Reference(double output, double target) =>
        (0.5 * (output - target) * (output - target), output - target);
}
