namespace VaeLab.Numerics.Operations;

/// <summary>y = scale · x + shift, number by number, with constants.</summary>
internal sealed unsafe class Affine(Tensor x, float scale, float shift) : Operation([x], x.Columns, x.IsBatch)
{
    private readonly Tensor _x = x;

    /// <summary>The factor; it may change between steps, as a KL weight that grows does.</summary>
    public float Scale { get; set; } = scale;

    public override bool IsRowwise => _x.IsBatch;

    public override void Forward(in RowRange rows)
    {
        int start = rows.Start * Output.Columns, end = start + (rows.Count * Output.Columns);
        for (int i = start; i < end; i++)
            Output.Value[i] = (Scale * _x.Value[i]) + shift;
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = rows.Start * Output.Columns, end = start + (rows.Count * Output.Columns);
        for (int i = start; i < end; i++)
            _x.Derivative[i] += Scale * Output.Derivative[i];
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = (Scale * _x.ReferenceValue[i]) + shift;
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Scale * Output.ReferenceGradient[i];
    }
}
