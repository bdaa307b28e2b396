using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n, j] = e^x[n, j] / Σₖ e^x[n, k]. Its derivative is ∂x = y · (∂y − Σₖ yₖ ∂yₖ).</summary>
internal sealed unsafe class Softmax(Tensor x) : Operation(Exponentials.Checked(x), x.Columns, x.IsBatch)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            var y = new Span<float>(Output.Value + (n * _x.Columns), _x.Columns);
            (_, double sum) = Exponentials.Of(new(_x.Value + (n * _x.Columns), _x.Columns), y);
            TensorPrimitives.Divide(y, (float)sum, y);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            int start = n * _x.Columns, end = start + _x.Columns;
            double mean = 0;
            for (int i = start; i < end; i++)
                mean += (double)Output.Value[i] * Output.Derivative[i];
            for (int i = start; i < end; i++)
                _x.Derivative[i] += (float)(Output.Value[i] * (Output.Derivative[i] - mean));
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = Math.Exp(_x.ReferenceValue[i] - Exponentials.LogSumExp(_x.ReferenceValue.AsSpan(RowStart(i), _x.Columns)));
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double mean = 0;
            for (int k = RowStart(i); k < RowStart(i) + _x.Columns; k++)
                mean += Output.ReferenceValue[k] * Output.ReferenceGradient[k];
            _x.ReferenceGradient[i] += Output.ReferenceValue[i] * (Output.ReferenceGradient[i] - mean);
        }
    }

    private int RowStart(int i) => i / _x.Columns * _x.Columns;
}
