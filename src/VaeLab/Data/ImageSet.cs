using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>Grayscale images of one size with a label each; a view that owns nothing and copies nothing.</summary>
public sealed class ImageSet
{
    /// <summary>Joins pixels and labels.</summary>
    /// <param name="pixels">Count × (height · width) bytes, image by image and row by row.</param>
    /// <param name="labels">Count bytes.</param>
    /// <param name="width">Pixels across one image, at least 1.</param>
    /// <param name="height">Pixels down one image, at least 1.</param>
    /// <exception cref="ArgumentException">The number of pixels is not labels × height × width.</exception>
    public ImageSet(ReadOnlyMemory<byte> pixels, ReadOnlyMemory<byte> labels, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if ((UInt128)labels.Length * (uint)width * (uint)height != (UInt128)pixels.Length)
            throw new ArgumentException(FormattableString.Invariant($"{labels.Length} labels and {pixels.Length} pixels do not make images of {height} × {width}."), nameof(pixels));
        (Pixels, Labels, Width, Height) = (pixels, labels, width, height);
    }

    /// <summary>Count × <see cref="PixelCount"/> bytes, image by image and row by row: 0 is paper, 255 is ink.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>The class of each image, count bytes.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>Pixels across one image.</summary>
    public int Width { get; }

    /// <summary>Pixels down one image.</summary>
    public int Height { get; }

    /// <summary>The shape of one image.</summary>
    public SampleShape Shape => SampleShape.Gray(Height, Width);

    /// <summary>Pixels of one image: height · width.</summary>
    public int PixelCount => Height * Width;

    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of one image, height × width.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Pixels.Span.Slice(index * PixelCount, PixelCount);
        }
    }

    /// <summary>The images from <paramref name="start"/> on, as a view of the same bytes.</summary>
    /// <param name="start">The first image, from 0.</param>
    /// <param name="count">How many images.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the set.</exception>
    public ImageSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new ImageSet(
            Pixels.Slice(start * PixelCount, count * PixelCount), Labels.Slice(start, count), Width, Height);
    }

    /// <summary>A copy in which the images from one on are black and white: pixel x is 255 with probability x / 255, else 0.</summary>
    internal ImageSet Binarize(RandomStream random, int from)
    {
        byte[] pixels = Pixels.ToArray();
        var uniform = new float[PixelCount];
        for (int image = from; image < Count; image++)
        {
            random.FillUniform(uniform, (ulong)image * (ulong)PixelCount);
            Span<byte> target = pixels.AsSpan(image * PixelCount, PixelCount);
            for (int i = 0; i < target.Length; i++)
                target[i] = uniform[i] * 255 < target[i] ? (byte)255 : (byte)0;
        }

        return new ImageSet(pixels, Labels, Width, Height);
    }
}
