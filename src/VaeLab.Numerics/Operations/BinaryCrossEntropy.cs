using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// −Σⱼ [x ln σ(l) + (1−x) ln(1−σ(l))] of each row: batch × columns to batch × 1. The forward pass computes the loss and its
/// derivative together (<see cref="CrossEntropy"/>). The targets are data: no gradient goes to them.
/// </summary>
internal sealed unsafe class BinaryCrossEntropy : Operation
{
    private readonly Tensor _logits;
    private readonly Tensor _targets;
    private readonly float* _derivatives;

    public BinaryCrossEntropy(Tensor logits, Tensor targets)
        : base(Checked(logits, targets), columns: 1)
    {
        (_logits, _targets) = (logits, targets);
        _derivatives = Tape.Arena.Take(logits.Capacity * logits.Columns);
    }

    public override bool HeedsFirst => true;

    public override void Forward(in RowRange rows)
    {
        int columns = _logits.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            int row = n * columns;
            Output.Value[n] = Tape.Kernels.CrossEntropyRow(_logits.Value + row, _targets.Value + row, _derivatives + row, columns);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int columns = _logits.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var derivatives = new ReadOnlySpan<float>(_derivatives + (n * columns), columns);
            var gradient = new Span<float>(_logits.Derivative + (n * columns), columns);
            if (first[0])
                System.Numerics.Tensors.TensorPrimitives.Multiply(derivatives, Output.Derivative[n], gradient);
            else
                System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(derivatives, Output.Derivative[n], gradient, gradient);
        }
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        for (int i = 0; i < _logits.ReferenceValue.Length; i++)
            Output.ReferenceValue[i / _logits.Columns] += CrossEntropy.Reference(_logits.ReferenceValue[i], _targets.ReferenceValue[i]).Loss;
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < _logits.ReferenceValue.Length; i++)
        {
            _logits.ReferenceGradient[i] += Output.ReferenceGradient[i / _logits.Columns]
                * CrossEntropy.Reference(_logits.ReferenceValue[i], _targets.ReferenceValue[i]).Derivative;
        }
    }

    private static Tensor[] Checked(Tensor logits, Tensor targets)
    {
        if (logits.Columns != targets.Columns || !logits.IsBatch || !targets.IsBatch)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Logits have {logits.Columns} columns and targets {targets.Columns}: both need to be batches of one shape."));
        }

        if (targets.NeedsGradient)
            throw new ArgumentException("The targets of a cross-entropy must be data: they receive no gradient.");
        return [logits, targets];
    }
}
