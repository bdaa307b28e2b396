using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// Channels become pixels (Shi et al. 2016): channel c·r² + i·r + j at (y, x) becomes channel c at (y·r + i, x·r + j). The same numbers at other places.
/// </summary>
internal sealed unsafe class DepthToSpace : Operation
{
    private readonly Tensor _x;
    private readonly Planes _from;
    private readonly Planes _to;
    private readonly int _factor;

    /// <summary>Records the change.</summary>
    /// <param name="x">Pictures, in blocks.</param>
    /// <param name="factor">r, whose square divides the channels.</param>
    public DepthToSpace(Tensor x, int factor)
        : base([x], x.Columns, planes: Result(x.Planes!.Value, factor)) => (_x, _from, _to, _factor) = (x, x.Planes!.Value, Result(x.Planes!.Value, factor), factor);

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override void Forward(in RowRange rows)
    {
        float* source = _x.Value + _x.Offset(rows), target = Output.Value + Output.Offset(rows);
        for (int i = 0; i < _from.Length; i++)
            Numbers(source, i).CopyTo(Numbers(target, Place(i, inBlock: true)));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        float* target = _x.Derivative + _x.Offset(rows), source = Output.Derivative + Output.Offset(rows);
        for (int i = 0; i < _from.Length; i++)
            System.Numerics.Tensors.TensorPrimitives.Add(Numbers(target, i), Numbers(source, Place(i, inBlock: true)), Numbers(target, i));
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[ReferencePlace(i)] = _x.ReferenceValue[i];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[ReferencePlace(i)];
    }

    private static Planes Result(Planes from, int factor) => new(from.Channels / (factor * factor), from.Height * factor, from.Width * factor);

    private static Span<float> Numbers(float* block, int place) => new(block + (place * Transpose.Samples), Transpose.Samples);

    private int ReferencePlace(int i) => (i / _from.Length * _from.Length) + Place(i % _from.Length, inBlock: false);

    /// <summary>Where a number of a sample goes. In a block, a pixel's channels stand together; in a row, a channel's pixels do.</summary>
    private int Place(int i, bool inBlock)
    {
        (int channel, int pixel) = inBlock ? (i % _from.Channels, i / _from.Channels) : (i / _from.Pixels, i % _from.Pixels);
        int part = channel % (_factor * _factor), target = channel / (_factor * _factor);
        int y = (pixel / _from.Width * _factor) + (part / _factor), x = (pixel % _from.Width * _factor) + (part % _factor);
        int place = (y * _to.Width) + x;
        return inBlock ? (place * _to.Channels) + target : (target * _to.Pixels) + place;
    }
}
