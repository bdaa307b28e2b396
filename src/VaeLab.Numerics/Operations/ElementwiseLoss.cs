using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n] = Σⱼ loss(output[n, j], target[n, j]): batch × columns to batch × 1. There may be several outputs for a target: the first of all
/// columns, then the second. The forward pass computes the loss and its derivatives together. The targets are data: no gradient goes to them.
/// </summary>
internal abstract unsafe class ElementwiseLoss : Operation
{
    private readonly Tensor _outputs;
    private readonly Tensor _targets;
    private readonly float* _derivatives;

    private protected ElementwiseLoss(Tensor outputs, Tensor targets, int outputsPerTarget = 1)
        : base(Checked(outputs, targets, outputsPerTarget), columns: 1)
    {
        (_outputs, _targets) = (outputs, targets);
        _derivatives = Tape.Arena.Take(outputs.Capacity * outputs.Columns);
    }

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows)
    {
        int outputs = _outputs.Columns, targets = _targets.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Output.Value[n] = Row(_outputs.Value + (n * outputs), _targets.Value + (n * targets), _derivatives + (n * outputs), targets);
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
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
            Output.ReferenceValue[n] = ReferenceOf(n).Loss;
    }

    public override void BackwardReference()
    {
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
        {
            double[] derivatives = ReferenceOf(n).Derivatives;
            for (int j = 0; j < derivatives.Length; j++)
                _outputs.ReferenceGradient[(n * derivatives.Length) + j] += Output.ReferenceGradient[n] * derivatives[j];
        }
    }

    /// <summary>The loss of a row, and its derivatives by the outputs, fast.</summary>
    protected abstract float Row(float* outputs, float* targets, float* derivatives, int columns);

    /// <summary>The loss of a row, and its derivatives by the outputs, plainly.</summary>
    protected abstract double Reference(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> derivatives);

    /// <summary>The plain loss of a row with one output for each target.</summary>
    protected static double Sum(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> derivatives, Func<double, double, (double Loss, double Derivative)> loss)
    {
        double sum = 0;
        for (int j = 0; j < targets.Length; j++)
        {
            (double value, derivatives[j]) = loss(outputs[j], targets[j]);
            sum += value;
        }

        return sum;
    }

    private (double Loss, double[] Derivatives) ReferenceOf(int row)
    {
        int outputs = _outputs.Columns, targets = _targets.Columns;
        var derivatives = new double[outputs];
        double loss = Reference(_outputs.ReferenceValue.AsSpan(row * outputs, outputs), _targets.ReferenceValue.AsSpan(row * targets, targets), derivatives);
        return (loss, derivatives);
    }

    private static Tensor[] Checked(Tensor outputs, Tensor targets, int outputsPerTarget)
    {
        if (outputs.Columns != outputsPerTarget * (long)targets.Columns || !outputs.IsBatch || !targets.IsBatch)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Outputs have {outputs.Columns} columns and targets {targets.Columns}: both need to be batches{(outputsPerTarget == 1 ? " of one shape" : FormattableString.Invariant($", with {outputsPerTarget} outputs for each target"))}."));
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

    protected override double Reference(ReadOnlySpan<double> logits, ReadOnlySpan<double> targets, Span<double> derivatives) =>
        Sum(logits, targets, derivatives, CrossEntropy.Reference);
}

/// <summary>−Σⱼ ln p(x) of each row under the continuous Bernoulli distribution (<see cref="ContinuousBernoulli"/>).</summary>
internal sealed unsafe class ContinuousCrossEntropy(Tensor logits, Tensor targets) : ElementwiseLoss(logits, targets)
{
    protected override float Row(float* logits, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.ContinuousBernoulliRow(logits, targets, derivatives, columns);

    protected override double Reference(ReadOnlySpan<double> logits, ReadOnlySpan<double> targets, Span<double> derivatives) =>
        Sum(logits, targets, derivatives, ContinuousBernoulli.Reference);
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

    protected override double Reference(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> derivatives) =>
        Sum(outputs, targets, derivatives, (output, target) => (0.5 * (output - target) * (output - target), output - target));
}

/// <summary>−Σⱼ ln p(x) of each row of bytes (<see cref="DiscretizedLogistic"/>).</summary>
internal sealed unsafe class DiscretizedLogisticLoss(Tensor outputs, Tensor targets) : ElementwiseLoss(outputs, targets, outputsPerTarget: 2)
{
    protected override float Row(float* outputs, float* targets, float* derivatives, int columns) =>
        Tape.Kernels.DiscretizedLogisticRow(outputs, targets, derivatives, columns);

    protected override double Reference(ReadOnlySpan<double> outputs, ReadOnlySpan<double> targets, Span<double> derivatives)
    {
        double sum = 0;
        int columns = targets.Length;
        for (int j = 0; j < columns; j++)
        {
            (double loss, derivatives[j], derivatives[columns + j]) = DiscretizedLogistic.Reference(outputs[j], outputs[columns + j], targets[j]);
            sum += loss;
        }

        return sum;
    }
}
