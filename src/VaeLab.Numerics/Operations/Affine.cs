using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y = scale · (x − origin), number by number.</summary>
internal sealed unsafe class Affine(Tensor x, Coefficient scale, Coefficient origin) : Operation([x], x.Columns, x.IsBatch, planes: x.Planes)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override bool SeparatesRows => Output.Planes is not null;

    public override bool FindsByOffset => true;

    public override void Forward(in RowRange rows)
    {
        int length = Output.Length(rows);
        var y = new Span<float>(Output.Value + Output.Offset(rows), length);
        TensorPrimitives.Subtract(new(_x.Value + _x.Offset(rows), length), origin.Value, y);
        TensorPrimitives.Multiply(y, scale.Value, y);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = Output.Offset(rows), length = Output.Length(rows);
        var gradient = new Span<float>(_x.Derivative + start, length);
        TensorPrimitives.MultiplyAdd(new(Output.Derivative + start, length), scale.Value, gradient, gradient);
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = scale.Value * (_x.ReferenceValue[i] - origin.Value);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += scale.Value * Output.ReferenceGradient[i];
    }
}
