using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n] = Σⱼ loss(output[n, j], target[n, j]): batch × columns to batch × 1. The forward pass computes the loss and its
/// derivative together. The targets are data: no gradient goes to them.
/// </summary>
internal abstract unsafe class ElementwiseLoss : Operation
{
    private readonly Tensor _outputs;
    private readonly Tensor _targets;
    private readonly float* _derivatives;

    private protected ElementwiseLoss(Tensor outputs, Tensor targets)
        : base(Checked(outputs, targets), columns: 1)
    {
        (_outputs, _targets) = (outputs, targets);
        _derivatives = Tape.Arena.Take(outputs.Capacity * outputs.Columns);
    }

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows)
    {
        int columns = _outputs.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            int row = n * columns;
            Output.Value[n] = Row(_outputs.Value + row, _targets.Value + row, _derivatives + row, columns);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int columns = _outputs.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var derivatives = new ReadOnlySpan<float>(_derivatives + (n * columns), columns);
            var gradient = new Span<float>(_outputs.Derivative + (n * columns), columns);
            if (first[0])
                TensorPrimitives.Multiply(derivatives, Output.Derivative[n], gradient);
            else
                TensorPrimitives.MultiplyAdd(derivatives, Output.Derivative[n], gradient, gradient);
        }
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        for (int i = 0; i < _outputs.ReferenceValue.Length; i++)
            Output.ReferenceValue[i / _outputs.Columns] += Reference(_outputs.ReferenceValue[i], _targets.ReferenceValue[i]).Loss;
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < _outputs.ReferenceValue.Length; i++)
        {
            _outputs.ReferenceGradient[i] += Output.ReferenceGradient[i / _outputs.Columns]
                * Reference(_outputs.ReferenceValue[i], _targets.ReferenceValue[i]).Derivative;
        }
    }

    /// <summary>The loss of a row, and its derivatives by the outputs, fast.</summary>
    protected abstract float Row(float* outputs, float* targets, float* derivatives, int columns);

    /// <summary>The loss of one number, and its derivative by the output, plainly.</summary>
    protected abstract (double Loss, double Derivative) Reference(double output, double target);

    private static Tensor[] Checked(Tensor outputs, Tensor targets)
    {
        if (outputs.Columns != targets.Columns || !outputs.IsBatch || !targets.IsBatch)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Outputs have {outputs.Columns} columns and targets {targets.Columns}: both need to be batches of one shape."));
        }

        if (targets.NeedsGradient)
            throw new ArgumentException("The targets of a loss must be data: they receive no gradient.");
        return [outputs, targets];
    }
}

/// <summary>−Σⱼ [x ln σ(l) + (1−x) ln(1−σ(l))] of each row (<see cref="CrossEntropy"/>).</summary>
internal sealed unsafe class BinaryCrossEntropy(Tensor logits, Tensor targets) : ElementwiseLoss(logits, targets)
{
    protected override float Row(float* logits, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.CrossEntropyRow(logits, targets, derivatives, columns);

    protected override (double Loss, double Derivative) Reference(double logit, double target) =>
        CrossEntropy.Reference(logit, target);
}

/// <summary>−Σⱼ ln p(x) of each row under the continuous Bernoulli distribution (<see cref="ContinuousBernoulli"/>).</summary>
internal sealed unsafe class ContinuousCrossEntropy(Tensor logits, Tensor targets) : ElementwiseLoss(logits, targets)
{
    protected override float Row(float* logits, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.ContinuousBernoulliRow(logits, targets, derivatives, columns);

    protected override (double Loss, double Derivative) Reference(double logit, double target) =>
        ContinuousBernoulli.Reference(logit, target);
}

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
