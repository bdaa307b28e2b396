using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y[n, j] = x[n, j] − ln Σₖ e^x[n, k]. Its derivative is ∂x = ∂y − e^y · Σₖ ∂yₖ.</summary>
internal sealed unsafe class LogSoftmax(Tensor x) : Operation(Exponentials.Checked(x), x.Columns, x.IsBatch)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override int ScratchLength => _x.Columns;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            float* source = _x.Value + (n * _x.Columns), target = Output.Value + (n * _x.Columns);
            (float shift, double sum) = Exponentials.Of(new(source, _x.Columns), new(target, _x.Columns));
            double logSum = Math.Log(sum);
            for (int j = 0; j < _x.Columns; j++)
                target[j] = (float)((double)source[j] - shift - logSum);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        var probabilities = new Span<float>(Tape.Scratch(rows.Worker), _x.Columns);
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            int start = n * _x.Columns;
            TensorPrimitives.Exp(new ReadOnlySpan<float>(Output.Value + start, _x.Columns), probabilities);
            double sum = 0;
            for (int j = 0; j < _x.Columns; j++)
                sum += Output.Derivative[start + j];
            for (int j = 0; j < _x.Columns; j++)
                _x.Derivative[start + j] += (float)(Output.Derivative[start + j] - (probabilities[j] * sum));
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _x.ReferenceValue[i] - Exponentials.LogSumExp(_x.ReferenceValue.AsSpan(RowStart(i), _x.Columns));
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double sum = 0;
            foreach (double derivative in Output.ReferenceGradient.AsSpan(RowStart(i), _x.Columns))
                sum += derivative;
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i] - (Math.Exp(Output.ReferenceValue[i]) * sum);
        }
    }

    private int RowStart(int i) => i / _x.Columns * _x.Columns;
}
