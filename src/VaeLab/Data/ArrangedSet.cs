namespace VaeLab.Data;

/// <summary>Samples in another order than they lie in, and several sets as one.</summary>
internal static class ArrangedSet
{
    /// <summary>Samples of a set in another order; bytes in memory are moved, and others read from where they are.</summary>
    /// <param name="samples">The set.</param>
    /// <param name="order">Which sample comes in each place.</param>
    public static SampleSet Reorder(SampleSet samples, int[] order)
    {
        int[] labels = samples.HasLabels ? [.. order.Select(index => samples.Labels.Span[index])] : [];
        if (samples is not ImageSet images)
            return new Reordered(samples, order, labels);
        var pixels = new byte[images.Pixels.Length];
        for (int i = 0; i < order.Length; i++)
            images[order[i]].CopyTo(pixels.AsSpan(i * images.PixelCount));
        return new ImageSet(pixels, images.Shape, labels) { ClassNames = images.ClassNames };
    }

    /// <summary>One set behind the other. Both have the same shape, and labels or none.</summary>
    public static SampleSet Join(SampleSet first, SampleSet second)
    {
        int[] labels = [.. first.Labels.Span, .. second.Labels.Span];
        return first is ImageSet some && second is ImageSet more
            ? new ImageSet((byte[])[.. some.Pixels.Span, .. more.Pixels.Span], first.Shape, labels)
            : new Joined(first, second, labels);
    }

    private sealed class Reordered(SampleSet source, int[] order, int[] labels) : SampleSet(source.Shape, order.Length, labels)
    {
        protected override void Read(int start, int count, Span<float> target) => source.Fill(order.AsSpan(start, count), target);
    }

    private sealed class Joined(SampleSet first, SampleSet second, int[] labels) : SampleSet(first.Shape, first.Count + second.Count, labels)
    {
        protected override void Read(int start, int count, Span<float> target)
        {
            int ofFirst = Math.Clamp(first.Count - start, 0, count);
            if (ofFirst > 0)
                first.Fill(start, ofFirst, target);
            if (ofFirst < count)
                second.Fill(start + ofFirst - first.Count, count - ofFirst, target[(ofFirst * Shape.Length)..]);
        }
    }
}
