namespace VaeLab.Numerics.Operations;

/// <summary>y = f(x), number by number.</summary>
internal sealed unsafe class Unary<TFunction>(Tensor x) : Operation([x], x.Columns, x.IsBatch)
    where TFunction : struct, IUnaryFunction
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows) =>
        TFunction.Apply(new(_x.Value + Offset(rows), Length(rows)), new(Output.Value + Offset(rows), Length(rows)));

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = Offset(rows);
        Tape.Kernels.AddGradient<TFunction>(
            _x.Value + start, Output.Value + start, Output.Derivative + start, _x.Derivative + start, Length(rows));
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = TFunction.Value(_x.ReferenceValue[i]);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i] * TFunction.Derivative(_x.ReferenceValue[i], Output.ReferenceValue[i]);
    }

    private int Offset(in RowRange rows) => rows.Start * Output.Columns;

    private int Length(in RowRange rows) => rows.Count * Output.Columns;
}
