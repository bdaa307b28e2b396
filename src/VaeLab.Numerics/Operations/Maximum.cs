using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y = max(x, floor), number by number. Of the subgradients at x = floor it takes 0: no gradient passes there.</summary>
internal sealed unsafe class Maximum(Tensor x, Coefficient floor) : Operation([x], x.Columns, x.IsBatch, planes: x.Planes)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override bool SeparatesRows => Output.Planes is not null;

    public override void Forward(in RowRange rows)
    {
        int start = Output.Offset(rows), length = Output.Length(rows);
        TensorPrimitives.Max(new(_x.Value + start, length), floor.Value, new Span<float>(Output.Value + start, length));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = Output.Offset(rows), end = start + Output.Length(rows);
        for (int i = start; i < end; i++)
            _x.Derivative[i] += _x.Value[i] > floor.Value ? Output.Derivative[i] : 0;
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = Math.Max(_x.ReferenceValue[i], floor.Value);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += _x.ReferenceValue[i] > floor.Value ? Output.ReferenceGradient[i] : 0;
    }
}
