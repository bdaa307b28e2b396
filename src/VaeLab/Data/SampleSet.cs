using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using VaeLab.Numerics;
using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>
/// Samples of one shape, with or without labels: where a training or an evaluation takes its batches from. The values may lie in memory
/// (<see cref="ImageSet"/>, <see cref="FloatSet"/>), in a file (<see cref="FileSet"/>), or be computed by a class of your own, which
/// implements <see cref="Read"/>.
/// Many threads may use it at once.
/// </summary>
public abstract class SampleSet
{
    // Enough for good throughput, and little beside the data.
    private const int VisitedValues = 1 << 16;

    /// <summary>Sets what all sources have.</summary>
    /// <param name="shape">The shape of one sample, each side at least 1.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="labels">The class of each sample, 0 or more; empty for samples without labels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side of the shape is below 1, or the count below 0.</exception>
    /// <exception cref="ArgumentException">There are labels, but not one for each sample, or one is negative.</exception>
    protected SampleSet(SampleShape shape, int count, ReadOnlyMemory<int> labels = default)
    {
        if (shape.Channels < 1 || shape.Height < 1 || shape.Width < 1)
            throw new ArgumentOutOfRangeException(nameof(shape), Invariant($"The shape is {shape.Channels} × {shape.Height} × {shape.Width}; each side needs at least 1."));
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!labels.IsEmpty && labels.Length != count)
            throw new ArgumentException(Invariant($"There are {labels.Length} labels for {count} samples: give one for each, or none at all."), nameof(labels));
        if (labels.Span.IndexOfAnyInRange(int.MinValue, -1) is var negative and >= 0)
            throw new ArgumentException(Invariant($"The label of sample {negative} is {labels.Span[negative]}; labels are numbers from 0."), nameof(labels));
        (Shape, Count, Labels) = (shape, count, labels);
    }

    /// <summary>The shape of one sample.</summary>
    public SampleShape Shape { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The class of each sample, from 0; empty where there are no labels.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>What the classes are called, in the order of their labels; null where they have no names.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether the samples have labels.</summary>
    public bool HasLabels => !Labels.IsEmpty;

    /// <summary>Copies some samples, in the order given. Many threads may do so at once, and nothing is allocated.</summary>
    /// <param name="indices">Which ones, each from 0 to <see cref="Count"/> − 1.</param>
    /// <param name="target">Receives indices × (channels · height · width) values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample, or the target is too short.</exception>
    /// <exception cref="InputException">The values cannot be read.</exception>
    public void Fill(ReadOnlySpan<int> indices, Span<float> target)
    {
        int length = Shape.Length;
        for (int i = 0; i < indices.Length; i++)
            Fill(indices[i], 1, target.Slice(i * length, length));
    }

    /// <summary>Copies neighbouring samples. Many threads may do so at once, and nothing is allocated.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Receives count × (channels · height · width) values.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such samples, or the target is too short.</exception>
    /// <exception cref="InputException">The values cannot be read.</exception>
    public void Fill(int start, int count, Span<float> target)
    {
        RequireInside(start, count);
        Read(start, count, target[..checked(count * Shape.Length)]);
    }

    /// <summary>The samples from <paramref name="start"/> on, as a view that copies no values.</summary>
    /// <param name="start">The first sample, from 0.</param>
    /// <param name="count">How many samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the set.</exception>
    public virtual SampleSet Slice(int start, int count)
    {
        RequireInside(start, count);
        return new View(this, start, count) { ClassNames = ClassNames };
    }

    /// <summary>The same samples with names for their classes, as a view that copies no values.</summary>
    /// <param name="classNames">The names, in the order of the labels.</param>
    internal virtual SampleSet Named(IReadOnlyList<string> classNames) => new View(this, 0, Count) { ClassNames = classNames };

    /// <summary>The mean sample: channels · height · width numbers.</summary>
    public virtual double[] Mean()
    {
        var mean = new double[Shape.Length];
        Visit((values, _) =>
        {
            for (int i = 0; i < values.Length; i++)
                mean[i % mean.Length] += values[i];
        });
        return Array.ConvertAll(mean, sum => sum / Count);
    }

    /// <summary>The sum of a function over all values of all samples.</summary>
    /// <param name="term">The function of one value.</param>
    public virtual double Sum(Func<double, double> term)
    {
        double sum = 0;
        Visit((values, _) =>
        {
            foreach (float value in values)
                sum += term(value);
        });
        return sum;
    }

    /// <summary>Σⱼ (xⱼ − mⱼ)², mean over samples.</summary>
    /// <param name="mean">m, as long as a sample.</param>
    internal double SquaredDistance(double[] mean)
    {
        double sum = 0;
        Visit((values, _) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                double difference = values[i] - mean[i % mean.Length];
                sum += difference * difference;
            }
        });
        return sum / Count;
    }

    /// <summary>
    /// Copies neighbouring samples; the range lies inside the set and the target has their length. Many threads call it at once, and it
    /// should not allocate.
    /// </summary>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="target">Receives count × (channels · height · width) finite values.</param>
    protected abstract void Read(int start, int count, Span<float> target);

    /// <summary>The labels, for what cannot do without.</summary>
    /// <exception cref="InputException">There are none.</exception>
    internal ReadOnlyMemory<int> RequiredLabels => HasLabels || Count == 0
        ? Labels
        : throw new InputException("The model is told the class of each sample, and these data have no labels: give labels, or take a model that is not conditional.");

    /// <summary>
    /// The probabilities that binarized values were drawn by; the set itself for values as they are. What a model can know of random
    /// draws at most is their probability.
    /// </summary>
    internal virtual SampleSet Probabilities => this;

    /// <summary>
    /// The same samples with values 0 and 1 only, from one sample on: value x becomes 1 with probability x. Sample n takes its random
    /// numbers from its own place in the stream, so that it is the same however it is read.
    /// </summary>
    internal virtual SampleSet Binarize(RandomStream random, int from) => new Binarized(this, random, from) { ClassNames = ClassNames };

    /// <summary>Goes through all values in order, many samples at a time.</summary>
    /// <param name="look">Takes values of whole samples, and the number of the first of these.</param>
    internal void Visit(ReadOnlySpanAction<float, int> look)
    {
        int length = Shape.Length, most = Math.Max(1, VisitedValues / length);
        var values = new float[Math.Min(most, Math.Max(Count, 1)) * length];
        for (int start = 0; start < Count; start += most)
        {
            int count = Math.Min(most, Count - start);
            Fill(start, count, values);
            look(values.AsSpan(0, count * length), start);
        }
    }

    /// <summary>
    /// Goes through all values once, to add the set to a digest: a line of text with channels, height, width, count, and 1 for labels or
    /// 0 for none; the values as 32-bit floats; the labels as 32-bit integers, all little-endian.
    /// </summary>
    /// <param name="digest">What to add to.</param>
    /// <param name="name">What faults call the set.</param>
    /// <returns>The first value outside [0, 1], in words; null if there is none.</returns>
    /// <exception cref="InputException">A value is not finite.</exception>
    internal virtual string? Examine(IncrementalHash digest, string name)
    {
        string? outside = null;
        digest.AppendData(Encoding.ASCII.GetBytes(Invariant($"{Shape.Channels} {Shape.Height} {Shape.Width} {Count} {(HasLabels ? 1 : 0)}\n")));
        Visit((values, start) =>
        {
            if (values.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) is var broken and >= 0)
                throw new InputException($"There is {Place(values[broken], start, broken)}: values must be finite numbers, so replace it or leave the sample out.");
            if (outside is null && values.IndexOfAnyExceptInRange(0f, 1f) is var found and >= 0)
                outside = Place(values[found], start, found);
            AppendLittleEndian(digest, MemoryMarshal.Cast<float, int>(values));
        });
        AppendLittleEndian(digest, Labels.Span);
        return outside;

        string Place(float value, int start, int at) => Invariant($"{value} in {name} sample {start + (at / Shape.Length)}, at position {at % Shape.Length}");
    }

    private static void AppendLittleEndian(IncrementalHash digest, ReadOnlySpan<int> words)
    {
        if (BitConverter.IsLittleEndian)
        {
            digest.AppendData(MemoryMarshal.AsBytes(words));
            return;
        }

        var reversed = new int[words.Length];
        BinaryPrimitives.ReverseEndianness(words, reversed);
        digest.AppendData(MemoryMarshal.AsBytes<int>(reversed));
    }

    private protected void RequireInside(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
    }

    /// <summary>Some neighbouring samples of another set.</summary>
    private sealed class View(SampleSet source, int first, int count)
        : SampleSet(source.Shape, count, source.HasLabels ? source.Labels.Slice(first, count) : default)
    {
        internal override SampleSet Probabilities => source.Probabilities == source ? this : source.Probabilities.Slice(first, Count);

        protected override void Read(int start, int count, Span<float> target) => source.Read(first + start, count, target);
    }

    private sealed class Binarized(SampleSet source, RandomStream random, int from) : SampleSet(source.Shape, source.Count, source.Labels)
    {
        private const int Chunk = 256;

        internal override SampleSet Probabilities => source;

        protected override void Read(int start, int count, Span<float> target)
        {
            source.Read(start, count, target);
            Span<float> uniform = stackalloc float[Chunk];
            int gray = Math.Clamp(from - start, 0, count) * Shape.Length;
            ulong place = (ulong)start * (ulong)Shape.Length;
            for (int at = gray; at < target.Length; at += Chunk)
            {
                Span<float> values = target[at..Math.Min(at + Chunk, target.Length)];
                random.FillUniform(uniform[..values.Length], place + (ulong)at);
                for (int i = 0; i < values.Length; i++)
                    values[i] = uniform[i] * ImageSet.White < values[i] * ImageSet.White ? 1 : 0; // in units of bytes, to round as these do
            }
        }
    }
}
