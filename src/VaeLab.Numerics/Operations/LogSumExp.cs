using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n] = ln Σₖ e^x[n, k]: batch × columns to batch × 1. Its derivative is the softmax, which is 0 for a row of −∞.</summary>
internal sealed unsafe class LogSumExp : Operation
{
    private readonly Tensor _x;
    private readonly float* _probabilities;

    public LogSumExp(Tensor x)
        : base(Exponentials.Checked(x), columns: 1, x.IsBatch)
    {
        // Kept from the forward pass: of large logits, e^(x − y) with y rounded to single precision is not precise.
        _x = x;
        _probabilities = Tape.Arena.Take(checked(x.Capacity * x.Columns));
    }

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            Span<float> probabilities = Row(_probabilities, n);
            (float shift, double sum) = Exponentials.Of(Row(_x.Value, n), probabilities);
            Output.Value[n] = (float)(shift + Math.Log(sum));
            if (sum > 0)
                TensorPrimitives.Divide(probabilities, (float)sum, probabilities);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            TensorPrimitives.MultiplyAdd(Row(_probabilities, n), Output.Derivative[n], Row(_x.Derivative, n), Row(_x.Derivative, n));
    }

    public override void ForwardReference()
    {
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
            Output.ReferenceValue[n] = Exponentials.LogSumExp(_x.ReferenceValue.AsSpan(n * _x.Columns, _x.Columns));
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < _x.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i / _x.Columns] * Math.Exp(_x.ReferenceValue[i] - Output.ReferenceValue[i / _x.Columns]);
    }

    private Span<float> Row(float* start, int n) => new(start + (n * _x.Columns), _x.Columns);
}
