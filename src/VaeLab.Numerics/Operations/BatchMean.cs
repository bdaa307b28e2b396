namespace VaeLab.Numerics.Operations;

/// <summary>y[j] = 1/N · Σₙ x[n, j]: the mean over the batch, one row. Summed in double precision, in the order of the rows.</summary>
internal sealed unsafe class BatchMean(Tensor x) : Operation([x], x.Columns, isBatch: false)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => false;

    public override void Forward(in RowRange rows)
    {
        int columns = _x.Columns, count = _x.Rows;
        for (int j = 0; j < columns; j++)
        {
            double sum = 0;
            for (int n = 0; n < count; n++)
                sum += _x.Value[(n * columns) + j];
            Output.Value[j] = (float)(sum / count);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int columns = _x.Columns, count = _x.Rows;
        for (int i = 0; i < count * columns; i++)
            _x.Derivative[i] += Output.Derivative[i % columns] / count;
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        for (int i = 0; i < _x.ReferenceValue.Length; i++)
            Output.ReferenceValue[i % _x.Columns] += _x.ReferenceValue[i] / _x.Rows;
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < _x.ReferenceGradient.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i % _x.Columns] / _x.Rows;
    }
}
