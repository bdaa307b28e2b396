using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// Each pixel of a picture becomes a square of equal pixels, or each square of pixels its mean. Both add whole pixels, all channels and samples of a block
/// at once, and each is the other's gradient but for a factor.
/// </summary>
internal sealed unsafe class Resize : Operation
{
    private readonly Tensor _x;
    private readonly Planes _small;
    private readonly int _factor;
    private readonly bool _up;

    /// <summary>Records a change of size.</summary>
    /// <param name="x">Pictures, in blocks.</param>
    /// <param name="small">The shape of the smaller ones.</param>
    /// <param name="factor">How many times as high and as wide the larger ones are.</param>
    /// <param name="up">Whether x is the smaller ones.</param>
    public Resize(Tensor x, Planes small, int factor, bool up)
        : base([x], Result(small, factor, up).Length, planes: Result(small, factor, up)) => (_x, _small, _factor, _up) = (x, small, factor, up);

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    /// <summary>What a pixel of the larger picture counts in one of the smaller.</summary>
    private float Share => _up ? 1 : 1f / (_factor * _factor);

    public override void Forward(in RowRange rows)
    {
        new Span<float>(Output.Value + Output.Offset(rows), Output.Length(rows)).Clear();
        Add(_x.Value + _x.Offset(rows), Output.Value + Output.Offset(rows), toLarge: _up, Share);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (_x.NeedsGradient)
            Add(Output.Derivative + Output.Offset(rows), _x.Derivative + _x.Offset(rows), toLarge: !_up, Share);
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        ForEach((small, large) =>
        {
            if (_up)
                Output.ReferenceValue[large] = _x.ReferenceValue[small];
            else
                Output.ReferenceValue[small] += _x.ReferenceValue[large] / (_factor * _factor);
        });
    }

    public override void BackwardReference() => ForEach((small, large) =>
    {
        if (_up)
            _x.ReferenceGradient[small] += Output.ReferenceGradient[large];
        else
            _x.ReferenceGradient[large] += Output.ReferenceGradient[small] / (_factor * _factor);
    });

    private static Planes Result(Planes small, int factor, bool up) => up ? new(small.Channels, checked(small.Height * factor), checked(small.Width * factor)) : small;

    /// <summary>Adds pixels of one picture, times a share, to the pixels of the other that they belong to.</summary>
    private void Add(float* from, float* to, bool toLarge, float share)
    {
        int pixel = _small.Channels * Transpose.Samples;
        for (int y = 0; y < _small.Height * _factor; y++)
        {
            for (int x = 0; x < _small.Width * _factor; x++)
            {
                float* source = toLarge ? Small(from, y, x) : Large(from, y, x);
                var target = new Span<float>(toLarge ? Large(to, y, x) : Small(to, y, x), pixel);
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source, pixel), share, target, target);
            }
        }
    }

    private float* Small(float* numbers, int y, int x) => numbers + (((y / _factor * _small.Width) + (x / _factor)) * _small.Channels * Transpose.Samples);

    private float* Large(float* numbers, int y, int x) => numbers + (((y * _small.Width * _factor) + x) * _small.Channels * Transpose.Samples);

    private void ForEach(Action<int, int> join)
    {
        int width = _small.Width * _factor, height = _small.Height * _factor;
        for (int i = 0; i < _x.Rows * _small.Channels * height * width; i++)
            join((i / (height * width) * _small.Pixels) + (i % (height * width) / width / _factor * _small.Width) + (i % width / _factor), i);
    }
}

/// <summary>Each column several times: batch × columns to batch × (columns · times).</summary>
internal sealed unsafe class RepeatColumns(Tensor x, int times) : Operation([x], checked(x.Columns * times))
{
    private readonly Tensor _x = x;

    public override bool SeparatesRows => true;

    public override void Forward(in RowRange rows)
    {
        for (int i = rows.Start * _x.Columns; i < (rows.Start + rows.Count) * _x.Columns; i++)
            new Span<float>(Output.Value + (i * times), times).Fill(_x.Value[i]);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int i = rows.Start * _x.Columns; i < (rows.Start + rows.Count) * _x.Columns; i++)
            _x.Derivative[i] += TensorPrimitives.Sum(new ReadOnlySpan<float>(Output.Derivative + (i * times), times));
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _x.ReferenceValue[i / times];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i / times] += Output.ReferenceGradient[i];
    }
}
