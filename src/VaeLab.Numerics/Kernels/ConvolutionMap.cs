namespace VaeLab.Numerics.Kernels;

/// <summary>
/// Which numbers a convolution joins. It connects a large picture with a small one: the pixel (y, x) of the small one with the pixels
/// (y·stride − padding + ky, x·stride − padding + kx) of the large one, for each (ky, kx) of the kernel. A convolution goes from the large
/// picture to the small one; a transposed convolution goes back. Each is also the other's gradient.
/// </summary>
/// <param name="Large">The large picture.</param>
/// <param name="Small">The small picture.</param>
/// <param name="KernelHeight">Weights down.</param>
/// <param name="KernelWidth">Weights across.</param>
/// <param name="Stride">Pixels of the large picture between two neighbours of the small one.</param>
/// <param name="Padding">Pixels that the kernel reaches beyond the edge of the large picture.</param>
/// <param name="Groups">Channels are cut into so many groups, and each group of one picture meets one group of the other.</param>
internal sealed record ConvolutionGeometry(Planes Large, Planes Small, int KernelHeight, int KernelWidth, int Stride, int Padding, int Groups)
{
    /// <summary>Weights of a kernel.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Channels of a group of the large picture.</summary>
    public int LargeChannels => Large.Channels / Groups;

    /// <summary>Channels of a group of the small picture.</summary>
    public int SmallChannels => Small.Channels / Groups;

    /// <summary>Columns of the weight matrix, whose rows are the channels of the small picture.</summary>
    public int WeightColumns => LargeChannels * Taps;

    /// <summary>Products of one weight and one number, for a sample.</summary>
    public long Products
    {
        get
        {
            long down = 0, across = 0;
            for (int y = 0; y < Small.Height; y++)
                down += Valid(y, Large.Height, KernelHeight);
            for (int x = 0; x < Small.Width; x++)
                across += Valid(x, Large.Width, KernelWidth);
            return down * across * Small.Channels * LargeChannels;
        }
    }

    /// <summary>The pixel of the large picture, down or across, that a weight of the kernel joins with a pixel of the small one; it may lie outside.</summary>
    public int LargePixel(int small, int tap) => (small * Stride) - Padding + tap;

    /// <summary>The pixels of the small picture, down or across, that a weight of the kernel joins with a pixel inside the large one.</summary>
    public (int First, int End) Inside(int tap, int small, int large)
    {
        int first = Math.Max(0, (Padding - tap + Stride - 1) / Stride), last = large - 1 + Padding - tap;
        return (first, last < 0 ? 0 : Math.Min(small, (last / Stride) + 1));
    }

    private int Valid(int small, int large, int taps) =>
        Math.Max(0, Math.Min(taps, large + Padding - (small * Stride)) - Math.Max(0, Padding - (small * Stride)));
}

/// <summary>The shape of one sample as a picture: channels × height × width.</summary>
internal readonly record struct Planes(int Channels, int Height, int Width)
{
    public int Pixels => Height * Width;

    public int Length => checked(Channels * Height * Width);
}

/// <summary>
/// A convolution in one of its two directions, prepared for the kernels: for each pixel of the target, the weights and the pixels of the
/// source that it sums. Most pixels sum the same ones relative to their own place, so there are few lists of them.
/// </summary>
internal sealed unsafe class ConvolutionMap
{
    private readonly Run[] _runs;
    private readonly int[] _firstRun;
    private readonly int _classes;

    /// <summary>Prepares one direction.</summary>
    /// <param name="geometry">What is joined.</param>
    /// <param name="toSmall">Whether the target is the small picture.</param>
    public ConvolutionMap(ConvolutionGeometry geometry, bool toSmall)
    {
        (Source, Target) = toSmall ? (geometry.Large, geometry.Small) : (geometry.Small, geometry.Large);
        Groups = geometry.Groups;
        WeightRow = toSmall ? 1 : geometry.Taps * Panels.Width;
        WeightStep = toSmall ? geometry.Taps * Panels.Width : 1;
        RowsTogether = toSmall ? Panels.Width : int.MaxValue;
        (Down, Across) = (
            new Axis(Target.Height, Source.Height, geometry.KernelHeight, geometry, toSmall),
            new Axis(Target.Width, Source.Width, geometry.KernelWidth, geometry, toSmall));

        // One list for each group and each pair of classes.
        var runs = new List<Run>();
        _classes = Down.Classes.Count * Across.Classes.Count;
        _firstRun = new int[(Groups * _classes) + 1];
        for (int list = 0; list < Groups * _classes; list++)
        {
            int group = list / _classes, down = list % _classes / Across.Classes.Count, across = list % Across.Classes.Count;
            foreach ((int ky, int dy) in Down.Classes[down])
            {
                foreach ((int kx, int dx) in Across.Classes[across])
                    AddRuns(runs, geometry, toSmall, group, (ky * geometry.KernelWidth) + kx, ((dy * Source.Width) + dx) * Source.Channels);
            }

            _firstRun[list + 1] = runs.Count;
        }

        _runs = GC.AllocateArray<Run>(Math.Max(1, runs.Count), pinned: true);
        runs.CopyTo(_runs);
    }

    public Planes Source { get; }

    public Planes Target { get; }

    public int Groups { get; }

    /// <summary>From the weight of one channel of the target to that of the next.</summary>
    public int WeightRow { get; }

    /// <summary>From the weight of one channel of the source to that of the next.</summary>
    public int WeightStep { get; }

    /// <summary>Channels of the target whose weights lie <see cref="WeightRow"/> apart before there is a jump.</summary>
    public int RowsTogether { get; }

    /// <summary>Which lines of the source a line of the target takes.</summary>
    public Axis Down { get; }

    /// <summary>Which columns of the source a column of the target takes.</summary>
    public Axis Across { get; }

    private int WeightColumns => WeightStep == 1 ? 0 : WeightStep / Panels.Width * (Source.Channels / Groups);

    /// <summary>Where the weights of a channel of the target begin, from the first of all.</summary>
    public int WeightOf(int channel)
    {
        int inGroup = channel % (Target.Channels / Groups);
        return WeightStep == 1 ? inGroup * WeightRow : Panels.Index(channel, 0, WeightColumns);
    }

    /// <summary>What a pixel of the target sums.</summary>
    /// <param name="group">The group of its channel.</param>
    /// <param name="down">The class of its line.</param>
    /// <param name="across">The class of its column.</param>
    /// <param name="count">How many runs there are.</param>
    public Run* Runs(int group, int down, int across, out int count)
    {
        int list = (group * _classes) + (down * Across.Classes.Count) + across;
        count = _firstRun[list + 1] - _firstRun[list];
        fixed (Run* first = _runs)
            return first + _firstRun[list];
    }

    /// <summary>All channels of a group at one pixel of the source; in several runs where their weights lie in several panels.</summary>
    private void AddRuns(List<Run> runs, ConvolutionGeometry geometry, bool toSmall, int group, int tap, int pixel)
    {
        int channels = Source.Channels / Groups, first = group * channels, end = first + channels;
        if (toSmall)
        {
            runs.Add(new(tap * Panels.Width, (pixel + first) * Transpose.Samples, channels));
            return;
        }

        for (int channel = first, next; channel < end; channel = next)
        {
            next = Math.Min(end, ((channel / Panels.Width) + 1) * Panels.Width);
            runs.Add(new(Panels.Index(channel, tap, geometry.WeightColumns), (pixel + channel) * Transpose.Samples, next - channel));
        }
    }

    /// <summary>Neighbouring channels of a source's pixel and their weights.</summary>
    /// <param name="Weight">The first weight, from that of the target's channel.</param>
    /// <param name="Source">The first number, from the place in the source that belongs to the target's pixel.</param>
    /// <param name="Length">How many channels.</param>
    internal readonly record struct Run(int Weight, int Source, int Length);

    /// <summary>Pixels of the target, in one direction, that take the same pixels of the source relative to their own place.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Step">From one to the next.</param>
    /// <param name="Class">Which pixels they take.</param>
    /// <param name="Place">The place in the source of the first.</param>
    /// <param name="PlaceStep">From one place to the next.</param>
    internal readonly record struct Series(int First, int Count, int Step, int Class, int Place, int PlaceStep);

    /// <summary>One direction of the picture: down or across.</summary>
    internal sealed class Axis
    {
        public Axis(int target, int source, int taps, ConvolutionGeometry geometry, bool toSmall)
        {
            var classOf = new Dictionary<string, int>(StringComparer.Ordinal);
            var pixels = new List<(int Pixel, int Class, int Place)>();
            for (int pixel = 0; pixel < target; pixel++)
            {
                int place = toSmall ? geometry.LargePixel(pixel, 0) : (pixel + geometry.Padding) / geometry.Stride;
                (int, int)[] takes =
                [
                    .. from tap in Enumerable.Range(0, taps)
                       from taken in toSmall ? [geometry.LargePixel(pixel, tap)] : SmallPixel(geometry, pixel, tap)
                       where taken >= 0 && taken < source
                       select (tap, taken - place),
                ];
                string key = string.Join(' ', takes);
                if (classOf.TryAdd(key, classOf.Count))
                    Classes.Add(takes);
                pixels.Add((pixel, classOf[key], place));
            }

            AllSeries = [.. pixels.GroupBy(pixel => pixel.Class).SelectMany(group => Cut([.. group]))];
            Pixels = [.. AllSeries.SelectMany(series => Enumerable.Range(0, series.Count), (series, i) =>
                series with { First = series.First + (i * series.Step), Count = 1, Place = series.Place + (i * series.PlaceStep) }).OrderBy(series => series.First)];
        }

        /// <summary>For each class, the weights and the pixels of the source, relative to the place.</summary>
        public List<(int Tap, int Offset)[]> Classes { get; } = [];

        /// <summary>All pixels of the target, in series.</summary>
        public Series[] AllSeries { get; }

        /// <summary>The pixels of the target one by one.</summary>
        public Series[] Pixels { get; }

        private static int[] SmallPixel(ConvolutionGeometry geometry, int large, int tap)
        {
            int distance = large + geometry.Padding - tap;
            return distance >= 0 && distance % geometry.Stride == 0 ? [distance / geometry.Stride] : [];
        }

        private static IEnumerable<Series> Cut((int Pixel, int Class, int Place)[] pixels)
        {
            for (int first = 0, next; first < pixels.Length; first = next)
            {
                next = first + 1;
                (int step, int placeStep) = next < pixels.Length ? (pixels[next].Pixel - pixels[first].Pixel, pixels[next].Place - pixels[first].Place) : (1, 0);
                while (next < pixels.Length && pixels[next].Pixel - pixels[next - 1].Pixel == step && pixels[next].Place - pixels[next - 1].Place == placeStep)
                    next++;
                yield return new(pixels[first].Pixel, next - first, step, pixels[first].Class, pixels[first].Place, placeStep);
            }
        }
    }
}
