using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y = (x − mean) / √(variance + ε), with mean and variance over the pixels and the channels of a group, for each sample by itself (Wu &amp; He 2018, without
/// the scale and shift that follow).
/// </summary>
internal sealed unsafe class Standardization : Operation
{
    /// <summary>ε, PyTorch's default.</summary>
    public const float Epsilon = 1e-5f;

    private readonly Tensor _x;
    private readonly Planes _planes;
    private readonly int _groups;

    /// <summary>Records it.</summary>
    /// <param name="x">Pictures, in blocks.</param>
    /// <param name="groups">Groups of channels.</param>
    public Standardization(Tensor x, int groups)
        : base([x], x.Columns, planes: x.Planes) => (_x, _planes, _groups) = (x, x.Planes!.Value, groups);

    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override int ScratchLength => 4 * Pixel;

    /// <summary>Numbers of a pixel: 32 samples of each channel.</summary>
    private int Pixel => _planes.Channels * Transpose.Samples;

    /// <summary>Numbers that a mean is taken of.</summary>
    private int Members => _planes.Length / _groups;

    public override void Forward(in RowRange rows)
    {
        Scratch(rows, out Span<float> mean, out Span<float> inverse, out Span<float> temporary, out _);
        Moments(_x.Value + _x.Offset(rows), mean, inverse, temporary);
        for (int pixel = 0; pixel < _planes.Pixels; pixel++)
        {
            Span<float> y = Numbers(Output.Value + Output.Offset(rows), pixel);
            TensorPrimitives.Subtract(Numbers(_x.Value + _x.Offset(rows), pixel), mean, y);
            TensorPrimitives.Multiply(y, inverse, y);
        }
    }

    /// <summary>∂x = (∂y − mean of ∂y − y · mean of ∂y·y) / √(variance + ε).</summary>
    public override void Backward(in RowRange rows, bool[] first)
    {
        Scratch(rows, out Span<float> mean, out Span<float> inverse, out Span<float> temporary, out Span<float> along);
        Moments(_x.Value + _x.Offset(rows), mean, inverse, temporary);
        mean.Clear();
        along.Clear();
        float* values = Output.Value + Output.Offset(rows), derivatives = Output.Derivative + Output.Offset(rows);
        for (int pixel = 0; pixel < _planes.Pixels; pixel++)
        {
            Span<float> y = Numbers(values, pixel), dy = Numbers(derivatives, pixel);
            TensorPrimitives.Add(mean, dy, mean);
            TensorPrimitives.MultiplyAdd(dy, y, along, along);
        }

        MeanOfGroups(mean);
        MeanOfGroups(along);
        for (int pixel = 0; pixel < _planes.Pixels; pixel++)
        {
            Span<float> dx = Numbers(_x.Derivative + _x.Offset(rows), pixel);
            TensorPrimitives.Subtract(Numbers(derivatives, pixel), mean, temporary);
            Span<float> y = Numbers(values, pixel);
            for (int i = 0; i < Pixel; i++)
                dx[i] += inverse[i] * (temporary[i] - (y[i] * along[i]));
        }
    }

    public override void ForwardReference()
    {
        for (int start = 0; start < Output.ReferenceValue.Length; start += Members)
        {
            (double mean, double inverse) = ReferenceMoments(start);
            for (int i = start; i < start + Members; i++)
                Output.ReferenceValue[i] = (_x.ReferenceValue[i] - mean) * inverse;
        }
    }

    public override void BackwardReference()
    {
        for (int start = 0; start < Output.ReferenceValue.Length; start += Members)
        {
            (_, double inverse) = ReferenceMoments(start);
            ReadOnlySpan<double> y = Output.ReferenceValue.AsSpan(start, Members), dy = Output.ReferenceGradient.AsSpan(start, Members);
            double mean = TensorPrimitives.Sum(dy) / Members, along = TensorPrimitives.Dot(y, dy) / Members;
            for (int i = 0; i < Members; i++)
                _x.ReferenceGradient[start + i] += inverse * (dy[i] - mean - (y[i] * along));
        }
    }

    private (double Mean, double Inverse) ReferenceMoments(int start)
    {
        double[] numbers = _x.ReferenceValue[start..(start + Members)];
        double mean = numbers.Average();
        return (mean, 1 / Math.Sqrt(numbers.Average(number => (number - mean) * (number - mean)) + Epsilon));
    }

    /// <summary>For each channel and sample of a block, the mean and 1 / √(variance + ε) of its group.</summary>
    private void Moments(float* block, Span<float> mean, Span<float> inverse, Span<float> temporary)
    {
        mean.Clear();
        for (int pixel = 0; pixel < _planes.Pixels; pixel++)
            TensorPrimitives.Add(mean, Numbers(block, pixel), mean);
        MeanOfGroups(mean);

        inverse.Clear();
        for (int pixel = 0; pixel < _planes.Pixels; pixel++)
        {
            TensorPrimitives.Subtract(Numbers(block, pixel), mean, temporary);
            TensorPrimitives.MultiplyAdd(temporary, temporary, inverse, inverse);
        }

        MeanOfGroups(inverse);
        TensorPrimitives.Add(inverse, Epsilon, inverse);
        TensorPrimitives.ReciprocalSqrt(inverse, inverse);
    }

    /// <summary>From the sum over pixels of each channel to the mean of its group, at each of its channels.</summary>
    private void MeanOfGroups(Span<float> sums)
    {
        int length = Pixel / _groups;
        for (Span<float> rest = sums; rest.Length > 0; rest = rest[length..])
        {
            Span<float> total = rest[..Transpose.Samples];
            for (int channel = Transpose.Samples; channel < length; channel += Transpose.Samples)
                TensorPrimitives.Add(total, rest.Slice(channel, Transpose.Samples), total);
            TensorPrimitives.Divide(total, Members, total);
            for (int channel = Transpose.Samples; channel < length; channel += Transpose.Samples)
                total.CopyTo(rest[channel..]);
        }
    }

    private Span<float> Numbers(float* block, int pixel) => new(block + (pixel * Pixel), Pixel);

    private void Scratch(in RowRange rows, out Span<float> first, out Span<float> second, out Span<float> third, out Span<float> fourth)
    {
        float* scratch = Tape.Scratch(rows.Worker);
        first = new(scratch, Pixel);
        second = new(scratch + Pixel, Pixel);
        third = new(scratch + (2 * Pixel), Pixel);
        fourth = new(scratch + (3 * Pixel), Pixel);
    }
}
