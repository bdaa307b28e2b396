using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n] = the column of the greatest number of row n, the first of several: batch × columns to batch × 1. As data: no gradient passes.</summary>
internal sealed unsafe class ArgMax(Tensor x) : Operation(x.Tape, [x], columns: 1, x.RowCount, hasParameters: false, passesGradient: false)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Output.Value[n] = TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(_x.Value + (n * _x.Columns), _x.Columns));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // A place has no derivative.
    }

    public override void ForwardReference()
    {
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
            Output.ReferenceValue[n] = Enumerable.Range(0, _x.Columns).MaxBy(j => _x.ReferenceValue[(n * _x.Columns) + j]);
    }

    public override void BackwardReference()
    {
        // A place has no derivative.
    }
}
