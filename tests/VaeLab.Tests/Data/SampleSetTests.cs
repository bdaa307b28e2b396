using System.Runtime.InteropServices;
using VaeLab.Data;
using VaeLab.Numerics;

namespace VaeLab.Tests.Data;

/// <summary>Every source gives the same samples in the same way, wherever its values lie. Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class SampleSetTests : IDisposable
{
    private const int Count = 40, Threads = 8;

    private static readonly SampleShape s_shape = new(2, 3, 700); // 4,200 values: more than a file of bytes reads at once
    private static readonly byte[] s_bytes = IdxBytes.Pattern(Count * s_shape.Length);
    private static readonly float[] s_floats = Array.ConvertAll(s_bytes, value => value / 255f);
    private static readonly int[] s_labels = [.. Enumerable.Range(0, Count).Select(i => 299 - i)];

    private readonly Shared.TempFolder _folder = new();
    private readonly List<IDisposable> _open = [];

    public static TheoryData<string> Sources => ["bytes", "floats", "file of bytes", "file of floats", "slice of a file"];

    public void Dispose()
    {
        _open.ForEach(file => file.Dispose());
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Samples_are_filled_in_any_order(string source)
    {
        SampleSet samples = Open(source);
        int length = s_shape.Length;
        Assert.Equal((s_shape, Count, true), (samples.Shape, samples.Count, samples.HasLabels));
        Assert.Equal(s_labels, samples.Labels.ToArray());

        var all = new float[Count * length];
        samples.Fill(0, Count, all);
        Assert.Equal(s_floats, all);
        var chosen = new float[(3 * length) + 1];
        chosen[^1] = -1;
        samples.Fill([7, 0, 7], chosen);
        Assert.Equal([.. Of(7), .. Of(0), .. Of(7), -1], chosen);

        SampleSet slice = samples.Slice(5, 20).Slice(2, 10);
        Assert.Equal((10, s_labels[7]), (slice.Count, slice.Labels.Span[0]));
        slice.Fill(9, 1, chosen);
        Assert.Equal(Of(16), chosen[..length]);
    }

    [Fact]
    public void Names_of_classes_go_with_the_samples()
    {
        string[] names = ["ape", "bee"];
        var random = new RandomStream(1, RandomPurpose.Binarization);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 2)];
        SampleSet[] sets = [new ImageSet(s_bytes, s_shape, labels) { ClassNames = names }, new FloatSet(s_floats, s_shape, labels) { ClassNames = names }];
        foreach (SampleSet set in sets)
        {
            Assert.Same(names, set.Slice(3, 4).ClassNames);
            Assert.Same(names, set.Binarize(random, from: 2).Slice(0, 3).ClassNames);
            Assert.Same(names, Dataset.Create("mine", set).ClassNames);
        }

        var few = new FloatSet(s_floats, s_shape, labels) { ClassNames = names[..1] };
        InputException fault = Assert.Throws<InputException>(() => Dataset.Create("mine", few));
        Assert.Equal("Dataset 'mine' has 1 class names and a label 1: give a name for each class from 0 to 1, or none.", fault.Message);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void What_is_not_there_is_refused(string source)
    {
        SampleSet samples = Open(source), slice = samples.Slice(10, 5);
        var target = new float[Count * s_shape.Length];
        Assert.Throws<ArgumentOutOfRangeException>(() => samples.Fill([Count], target));
        Assert.Throws<ArgumentOutOfRangeException>(() => samples.Fill([-1], target));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Fill(5, 1, target));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Fill(0, 6, target));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => samples.Fill(0, 2, target.AsSpan(0, (2 * s_shape.Length) - 1)));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Eight_threads_fill_at_once(string source)
    {
        SampleSet samples = Open(source).Binarize(new RandomStream(1, RandomPurpose.Binarization), from: 10);
        var expected = new float[Count * s_shape.Length];
        samples.Fill(0, Count, expected);
        var wrong = new int[Threads];
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            var target = new float[s_shape.Length];
            for (int i = 0; i < 20 * Count; i++)
            {
                int index = ((i * 7) + (thread * 5)) % Count;
                samples.Fill([index], target);
                if (!target.AsSpan().SequenceEqual(expected.AsSpan(index * target.Length, target.Length)))
                    wrong[thread]++;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(new int[Threads], wrong);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Filling_allocates_nothing(string source)
    {
        SampleSet gray = Open(source), binary = gray.Binarize(new RandomStream(1, RandomPurpose.Binarization), from: 0);
        var target = new float[4 * s_shape.Length];
        int[] indices = [3, 1, 38, 20];
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            gray.Fill(indices, target);
            gray.Fill(2, 4, target);
            binary.Fill(indices, target);
        }));
    }

    /// <summary>Pixels of 8 bits are compared in units of bytes, and floats of the same pixels come to the same bits.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public void Binarization_does_not_depend_on_where_values_lie(string source)
    {
        RandomStream random = new(3, RandomPurpose.Binarization);
        float[] bytes = new float[Count * s_shape.Length], values = new float[Count * s_shape.Length];
        new ImageSet(s_bytes, s_shape).Binarize(random, from: 7).Fill(0, Count, bytes);
        Open(source).Binarize(random, from: 7).Fill(0, Count, values);
        Assert.Equal(bytes, values);
        Assert.Equal(Of(6), values[(6 * s_shape.Length)..(7 * s_shape.Length)]);
        Assert.All(values[(7 * s_shape.Length)..], value => Assert.True(value is 0 or 1));
        Assert.Equal(values[(7 * s_shape.Length)..].Average(), s_floats[(7 * s_shape.Length)..].Average(), 0.01);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Mean_and_sum_are_of_all_values(string source)
    {
        SampleSet samples = Open(source);
        double[] mean = samples.Mean();
        Assert.Equal(s_shape.Length, mean.Length);
        Assert.Equal(Enumerable.Range(0, Count).Average(i => (double)s_floats[(i * s_shape.Length) + 17]), mean[17], 1e-7);
        double squares = s_floats.Sum(value => (double)value * value);
        Assert.Equal(squares, samples.Sum(value => value * value), 1e-7 * squares); // a float has rounded each value
    }

    [Fact]
    public void A_file_that_is_too_short_missing_or_closed_is_a_fault()
    {
        string path = _folder.Write("short", [1, 2, 3]);
        Assert.Contains("'" + path + "' holds 3 bytes, and 2 samples of 1 × 2 from byte 0 on end at 4", Assert.Throws<InputException>(() => FileSet.OfBytes(path, SampleShape.Gray(1, 2), 2)).Message, StringComparison.Ordinal);
        Assert.Contains("end at 8", Assert.Throws<InputException>(() => FileSet.OfFloats(path, SampleShape.Gray(1, 2), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Throws<InputException>(() => FileSet.OfBytes(path + "2", SampleShape.Gray(1, 2), 1)).Message, StringComparison.Ordinal);

        using var file = FileSet.OfBytes(path, SampleShape.Gray(1, 2), 1, offset: 1);
        var target = new float[2];
        file.Fill(0, 1, target);
        Assert.Equal([2 / 255f, 3 / 255f], target);
        File.WriteAllBytes(path, [1, 2]);
        Assert.Contains(path, Assert.Throws<InputException>(() => file.Fill(0, 1, target)).Message, StringComparison.Ordinal);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Fill(0, 1, target));
    }

    [Fact]
    public void A_set_needs_a_shape_whole_samples_and_a_label_each()
    {
        SampleShape shape = SampleShape.Features(3);
        Assert.Throws<ArgumentException>(() => new FloatSet(new float[7], shape));
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[7], shape));
        Assert.Throws<ArgumentException>(() => new FloatSet(new float[6], shape, new[] { 0 }));
        Assert.Throws<ArgumentException>(() => new FloatSet(new float[6], shape, new[] { 0, -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FloatSet(new float[6], new SampleShape(0, 1, 1)));
        Assert.False(new FloatSet(new float[6], shape).HasLabels);
        Assert.False(new ImageSet(new byte[6], shape).Slice(0, 1).HasLabels);
    }

    private static float[] Of(int sample) => s_floats[(sample * s_shape.Length)..((sample + 1) * s_shape.Length)];

    private SampleSet Open(string source)
    {
        switch (source)
        {
            case "bytes":
                return new ImageSet(s_bytes, s_shape, s_labels);
            case "floats":
                return new FloatSet(s_floats, s_shape, s_labels);
            case "file of bytes":
                return Kept(FileSet.OfBytes(_folder.Write("bytes", s_bytes), s_shape, Count, 0, s_labels));
            case "file of floats":
                return Kept(FileSet.OfFloats(_folder.Write("floats", [9, 9, 9, .. MemoryMarshal.AsBytes<float>(s_floats)]), s_shape, Count, 3, s_labels));
            default:
                byte[] before = [.. new byte[s_shape.Length], .. s_bytes];
                return Kept(FileSet.OfBytes(_folder.Write("longer", before), s_shape, Count + 1, 0, (int[])[0, .. s_labels])).Slice(1, Count);
        }
    }

    private FileSet Kept(FileSet file)
    {
        _open.Add(file);
        return file;
    }
}
