using System.Numerics.Tensors;
using System.Security.Cryptography;
using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>Images as bytes in memory: a view that owns no pixels and copies none. As samples their values are the bytes divided by 255.</summary>
public sealed class ImageSet : SampleSet
{
    internal const float White = 255;

    private readonly ImageSet? _gray;

    /// <summary>Joins gray images and their labels.</summary>
    /// <param name="pixels">Count × (height · width) bytes, image by image and row by row.</param>
    /// <param name="labels">Count bytes.</param>
    /// <param name="width">Pixels across one image, at least 1.</param>
    /// <param name="height">Pixels down one image, at least 1.</param>
    /// <exception cref="ArgumentException">The number of pixels is not labels × height × width.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, int width, int height)
        : this(pixels, SampleShape.Gray(height, width), labels.Length, Array.ConvertAll(labels.ToArray(), label => (int)label))
    {
    }

    /// <summary>Joins images of any shape with labels, or with none.</summary>
    /// <param name="pixels">Count × (channels · height · width) bytes, image by image, channel by channel and row by row.</param>
    /// <param name="shape">The shape of one image.</param>
    /// <param name="labels">The class of each image, 0 or more; empty for none.</param>
    /// <exception cref="ArgumentException">The pixels are no whole number of images, or labels are not one for each.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, SampleShape shape, ReadOnlyMemory<int> labels = default)
        : this(pixels, shape, pixels.Length / Math.Max(1, shape.Length), labels)
    {
    }

    private ImageSet(ReadOnlyMemory<byte> pixels, SampleShape shape, int count, ReadOnlyMemory<int> labels, ImageSet? gray = null)
        : base(shape, count, labels)
    {
        _gray = gray;
        if ((UInt128)count * (uint)shape.Channels * (uint)shape.Height * (uint)shape.Width != (UInt128)pixels.Length)
            throw new ArgumentException(FormattableString.Invariant($"{pixels.Length} pixels do not make {count} images of {shape}."), nameof(pixels));
        Pixels = pixels;
    }

    /// <summary>Count × <see cref="PixelCount"/> bytes, image by image and row by row: 0 is paper, 255 is ink.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>Pixels across one image.</summary>
    public int Width => Shape.Width;

    /// <summary>Pixels down one image.</summary>
    public int Height => Shape.Height;

    /// <summary>Bytes of one image: channels · height · width.</summary>
    public int PixelCount => Shape.Length;

    /// <summary>The bytes of one image.</summary>
    /// <param name="index">From 0 to <see cref="SampleSet.Count"/> − 1.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Pixels.Span.Slice(index * PixelCount, PixelCount);
        }
    }

    /// <inheritdoc/>
    internal override SampleSet Probabilities => _gray ?? this;

    /// <inheritdoc/>
    public override ImageSet Slice(int start, int count)
    {
        RequireInside(start, count);
        return new(Pixels.Slice(start * PixelCount, count * PixelCount), Shape, count, HasLabels ? Labels.Slice(start, count) : default, _gray?.Slice(start, count)) { ClassNames = ClassNames };
    }

    /// <inheritdoc/>
    internal override ImageSet Named(IReadOnlyList<string> classNames) => new(Pixels, Shape, Count, Labels, _gray) { ClassNames = classNames };

    /// <inheritdoc/>
    public override double[] Mean()
    {
        var sums = new double[PixelCount];
        ReadOnlySpan<byte> pixels = Pixels.Span;
        for (int start = 0; start < pixels.Length; start += sums.Length)
        {
            for (int pixel = 0; pixel < sums.Length; pixel++)
                sums[pixel] += pixels[start + pixel];
        }

        return Array.ConvertAll(sums, sum => sum / ((double)White * Count));
    }

    /// <inheritdoc/>
    public override double Sum(Func<double, double> term)
    {
        var histogram = new long[256];
        foreach (byte value in Pixels.Span)
            histogram[value]++;
        double sum = 0;
        for (int value = 0; value < histogram.Length; value++)
            sum += histogram[value] * term(value / (double)White);
        return sum;
    }

    /// <inheritdoc/>
    protected override void Read(int start, int count, Span<float> target) => ToFloats(Pixels.Span.Slice(start * PixelCount, count * PixelCount), target);

    /// <summary>The greatest byte.</summary>
    internal byte Brightest() => TensorPrimitives.Max(Pixels.Span);

    /// <summary>Divides bytes by 255.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="target">Receives as many numbers in [0, 1].</param>
    internal static void ToFloats(ReadOnlySpan<byte> bytes, Span<float> target)
    {
        TensorPrimitives.ConvertChecked(bytes, target);
        TensorPrimitives.Divide(target, White, target);
    }

    /// <summary>A copy in which the images from one on are black and white: pixel x is 255 with probability x / 255, else 0.</summary>
    internal override ImageSet Binarize(RandomStream random, int from)
    {
        byte[] pixels = Pixels.ToArray();
        var uniform = new float[PixelCount];
        for (int image = from; image < Count; image++)
        {
            random.FillUniform(uniform, (ulong)image * (ulong)PixelCount);
            Span<byte> target = pixels.AsSpan(image * PixelCount, PixelCount);
            for (int i = 0; i < target.Length; i++)
                target[i] = uniform[i] * White < target[i] ? byte.MaxValue : byte.MinValue;
        }

        return new(pixels, Shape, Count, Labels, gray: this) { ClassNames = ClassNames };
    }

    /// <summary>Gray images with labels that are bytes are the content of two IDX files, and digested as these; others as all samples are.</summary>
    internal override string? Examine(IncrementalHash digest, string name)
    {
        if (Shape.Channels > 1 || !HasLabels || Labels.Span.IndexOfAnyExceptInRange(byte.MinValue, byte.MaxValue) >= 0)
            return base.Examine(digest, name);
        digest.AppendData(IdxHeader.Images(Count, Height, Width).ToBytes());
        digest.AppendData(Pixels.Span);
        digest.AppendData(IdxHeader.Labels(Count).ToBytes());
        digest.AppendData(Array.ConvertAll(Labels.ToArray(), label => (byte)label));
        return null;
    }
}
