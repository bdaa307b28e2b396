using System.Numerics.Tensors;
using VaeLab.Data;

namespace VaeLab.Training;

/// <summary>From stored bytes to what a model sees: pixels in [0, 1].</summary>
public static class ImageBatch
{
    /// <summary>Copies some images, each byte divided by 255.</summary>
    /// <param name="images">Where from.</param>
    /// <param name="indices">Which ones, in order.</param>
    /// <param name="target">Receives indices × pixels.</param>
    public static void Fill(ImageSet images, ReadOnlySpan<int> indices, Span<float> target)
    {
        for (int i = 0; i < indices.Length; i++)
            Convert(images[indices[i]], target.Slice(i * images.PixelCount, images.PixelCount));
    }

    /// <summary>Copies neighbouring images, each byte divided by 255.</summary>
    /// <param name="images">Where from.</param>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Receives count × pixels.</param>
    public static void Fill(ImageSet images, int start, int count, Span<float> target) =>
        Convert(images.Pixels.Span.Slice(start * images.PixelCount, count * images.PixelCount), target[..(count * images.PixelCount)]);

    /// <summary>Writes labels as rows of zeros with a 1 at the class.</summary>
    /// <param name="labels">The classes, each below <paramref name="classes"/>.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="target">Receives labels × classes.</param>
    public static void FillLabels(ReadOnlySpan<byte> labels, int classes, Span<float> target)
    {
        target[..(labels.Length * classes)].Clear();
        for (int i = 0; i < labels.Length; i++)
            target[(i * classes) + labels[i]] = 1;
    }

    private static void Convert(ReadOnlySpan<byte> source, Span<float> target)
    {
        TensorPrimitives.ConvertChecked(source, target);
        TensorPrimitives.Divide(target, 255f, target);
    }
}
