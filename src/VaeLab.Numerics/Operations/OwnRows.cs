namespace VaeLab.Numerics.Operations;

/// <summary>y[n] = f(x[n]) with a function of the caller's own: batch × a to batch × b.</summary>
internal sealed unsafe class OwnRows(Tensor x, RowFunction function) : Operation(Checked(x), function.Outputs(x.Columns))
{
    private readonly Tensor _x = x;

    public override bool SeparatesRows => true;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            function.Forward(Row(_x, _x.Value, n), Row(Output, Output.Value, n));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (!_x.NeedsGradient)
            return;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            function.Backward(Row(_x, _x.Value, n), Row(Output, Output.Value, n), Row(Output, Output.Derivative, n), Row(_x, _x.Derivative, n));
    }

    /// <summary>The function itself, as there is no plainer form of it.</summary>
    public override void ForwardReference()
    {
        for (int n = 0; n < _x.Rows; n++)
        {
            var y = new float[Output.Columns];
            function.Forward(Row(_x.ReferenceValue, _x.Columns, n), y);
            for (int j = 0; j < y.Length; j++)
                Output.ReferenceValue[(n * y.Length) + j] = y[j];
        }
    }

    public override void BackwardReference()
    {
        for (int n = 0; n < _x.Rows; n++)
        {
            var gradient = new float[_x.Columns];
            function.Backward(Row(_x.ReferenceValue, _x.Columns, n), Row(Output.ReferenceValue, Output.Columns, n), Row(Output.ReferenceGradient, Output.Columns, n), gradient);
            for (int j = 0; j < gradient.Length; j++)
                _x.ReferenceGradient[(n * gradient.Length) + j] += gradient[j];
        }
    }

    private static Tensor[] Checked(Tensor x) => x.IsBatch ? [x]
        : throw new ArgumentException("A function of rows needs a batch, and this tensor is a single row for all of it.");

    private static Span<float> Row(Tensor tensor, float* numbers, int row) => new(numbers + (row * tensor.Columns), tensor.Columns);

    private static float[] Row(double[] numbers, int columns, int row) => Array.ConvertAll(numbers[(row * columns)..((row + 1) * columns)], number => (float)number);
}
