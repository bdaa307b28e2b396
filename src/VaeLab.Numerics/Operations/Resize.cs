using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// A picture of another size, each of whose pixels is a weighted sum of pixels of the first one, alike in all channels: enlarging, or means of squares. All
/// channels and samples of a block are added at once.
/// </summary>
internal sealed unsafe class Resize : Operation
{
    private readonly Tensor _x;
    private readonly Planes _from;
    private readonly Planes _to;

    // Each pair of a pixel of the first picture and one of the result, with the weight of the one in the other.
    private readonly (int From, int To, float Share)[] _joined;

    /// <summary>Records a change of size.</summary>
    /// <param name="x">Pictures, in blocks.</param>
    /// <param name="down">For each line of the result, the lines that it sums, and the weight of each.</param>
    /// <param name="across">The same for each column.</param>
    public Resize(Tensor x, (int Pixel, float Share)[][] down, (int Pixel, float Share)[][] across)
        : base([x], Result(x, down, across).Length, planes: Result(x, down, across))
    {
        (_x, _from, _to) = (x, x.Planes!.Value, Result(x, down, across));
        _joined =
        [
            .. from y in Enumerable.Range(0, _to.Height)
               from column in Enumerable.Range(0, _to.Width)
               from vertical in down[y]
               from horizontal in across[column]
               select ((vertical.Pixel * _from.Width) + horizontal.Pixel, (y * _to.Width) + column, vertical.Share * horizontal.Share),
        ];
    }

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    /// <summary>Each pixel several times.</summary>
    public static (int Pixel, float Share)[][] Nearest(int pixels, int factor) =>
        [.. Enumerable.Range(0, pixels * factor).Select(pixel => new[] { (pixel / factor, 1f) })];

    /// <summary>The mean of several neighbours.</summary>
    public static (int Pixel, float Share)[][] Means(int pixels, int factor) =>
        [.. Enumerable.Range(0, pixels / factor).Select(pixel => Enumerable.Range(pixel * factor, factor).Select(from => (from, 1f / factor)).ToArray())];

    /// <summary>Between the centres of pixels, a straight line from one number to the next; beyond the outermost centres, their numbers.</summary>
    public static (int Pixel, float Share)[][] Linear(int pixels, int factor) => [.. Enumerable.Range(0, pixels * factor).Select(pixel =>
    {
        float place = Math.Clamp(((pixel + 0.5f) / factor) - 0.5f, 0, pixels - 1);
        int low = (int)place;
        float above = place - low;
        return above == 0 ? [(low, 1f)] : new[] { (low, 1 - above), (low + 1, above) };
    })];

    public override void Forward(in RowRange rows)
    {
        float* source = _x.Value + _x.Offset(rows), target = Output.Value + Output.Offset(rows);
        new Span<float>(target, Output.Length(rows)).Clear();
        foreach ((int from, int to, float share) in _joined)
            Add(source, from, target, to, share);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        float* target = _x.Derivative + _x.Offset(rows), source = Output.Derivative + Output.Offset(rows);
        foreach ((int from, int to, float share) in _joined)
            Add(source, to, target, from, share);
    }

    public override void ForwardReference()
    {
        Array.Clear(Output.ReferenceValue);
        foreach ((int from, int to, float share) in _joined)
            AddReference(_x.ReferenceValue, _from.Pixels, from, Output.ReferenceValue, _to.Pixels, to, share);
    }

    public override void BackwardReference()
    {
        foreach ((int from, int to, float share) in _joined)
            AddReference(Output.ReferenceGradient, _to.Pixels, to, _x.ReferenceGradient, _from.Pixels, from, share);
    }

    private static Planes Result(Tensor x, (int Pixel, float Share)[][] down, (int Pixel, float Share)[][] across) => new(x.Planes!.Value.Channels, down.Length, across.Length);

    private void Add(float* source, int from, float* target, int to, float share)
    {
        int length = _from.Channels * Transpose.Samples;
        var sum = new Span<float>(target + (to * length), length);
        TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(source + (from * length), length), share, sum, sum);
    }

    private static void AddReference(double[] source, int sourcePixels, int from, double[] target, int targetPixels, int to, float share)
    {
        for (int channel = 0; channel < source.Length / sourcePixels; channel++)
            target[(channel * targetPixels) + to] += share * source[(channel * sourcePixels) + from];
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
