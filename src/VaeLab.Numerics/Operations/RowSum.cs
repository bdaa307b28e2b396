using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n] = Σⱼ x[n, j]: batch × columns to batch × 1.</summary>
internal sealed unsafe class RowSum(Tensor x) : Operation([x], columns: 1, x.IsBatch)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Output.Value[n] = TensorPrimitives.Sum(new ReadOnlySpan<float>(_x.Value + (n * _x.Columns), _x.Columns));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var gradient = new Span<float>(_x.Derivative + (n * _x.Columns), _x.Columns);
            TensorPrimitives.Add(gradient, Output.Derivative[n], gradient);
        }
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        for (int i = 0; i < _x.ReferenceValue.Length; i++)
            Output.ReferenceValue[i / _x.Columns] += _x.ReferenceValue[i];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < _x.ReferenceGradient.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i / _x.Columns];
    }
}
