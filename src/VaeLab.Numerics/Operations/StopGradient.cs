namespace VaeLab.Numerics.Operations;

/// <summary>y = x, as data: no gradient passes.</summary>
internal sealed unsafe class StopGradient(Tensor x) : Operation(x.Tape, [x], x.Columns, x.RowCount, hasParameters: false, passesGradient: false)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        int start = rows.Start * _x.Columns, length = rows.Count * _x.Columns;
        new ReadOnlySpan<float>(_x.Value + start, length).CopyTo(new Span<float>(Output.Value + start, length));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // That is the point of it.
    }

    public override void ForwardReference() => _x.ReferenceValue.CopyTo(Output.ReferenceValue, 0);

    public override void BackwardReference()
    {
        // That is the point of it.
    }
}
