using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>y = x where positive, slope·x elsewhere, number by number (Maas, Hannun &amp; Ng 2013).</summary>
internal sealed unsafe class LeakyRelu(Tensor x, float slope) : Operation([x], x.Columns, x.IsBatch, planes: x.Planes)
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override bool SeparatesRows => Output.Planes is not null;

    public override bool FindsByOffset => true;

    public override void Forward(in RowRange rows) =>
        Tape.Kernels.LeakyRelu(_x.Value + _x.Offset(rows), Output.Value + Output.Offset(rows), Output.Length(rows), slope);

    public override void Backward(in RowRange rows, bool[] first) =>
        Tape.Kernels.AddLeakyReluGradient(_x.Value + Output.Offset(rows), Output.Derivative + Output.Offset(rows), _x.Derivative + Output.Offset(rows), Output.Length(rows), slope);

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _x.ReferenceValue[i] * LeakyReluKernel.SlopeAt(_x.ReferenceValue[i], slope);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i] * LeakyReluKernel.SlopeAt(_x.ReferenceValue[i], slope);
    }
}
