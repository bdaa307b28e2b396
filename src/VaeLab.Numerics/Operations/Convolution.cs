using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// A convolution, or a transposed one, of pictures, with a bias for each channel, then max(0, ·) if asked. The weight is a matrix whose rows are the channels
/// of the smaller picture and whose columns are (channel of the larger one, ky, kx): PyTorch's order for both operations.
/// </summary>
internal sealed unsafe class Convolution : Operation
{
    // Rows of the weight gradient that a task sums at a time: with 32 numbers each they stay in the nearest cache.
    private const int RowsPerTask = 192;

    // With fewer channels in a group of the small picture than this, most of 32 sums would be of zeros. Then the sums are made one by one, for 4 channels of
    // the large picture and some lines of about so many pixels at a time, which stay in the nearest cache.
    private const int FewChannels = 16, Together = 4, PixelsTogether = 32;

    private readonly Tensor _x;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter[] _parameters;
    private readonly ConvolutionGeometry _geometry;
    private readonly ConvolutionMap _forward;
    private readonly ConvolutionMap? _backward;
    private readonly bool _toSmall;
    private readonly bool _relu;
    private readonly bool _learns;
    private readonly int _channelsPerTask;

    /// <summary>Records a convolution.</summary>
    /// <param name="x">Pictures, in blocks.</param>
    /// <param name="geometry">What is joined.</param>
    /// <param name="toSmall">Whether x is the large picture: a convolution; otherwise it is a transposed convolution.</param>
    /// <param name="weight">Small channels × (large channels of a group · kernel).</param>
    /// <param name="bias">A number for each channel of the result.</param>
    /// <param name="relu">Whether to apply max(0, ·) in the same pass.</param>
    /// <param name="learns">Whether weight and bias get a gradient.</param>
    public Convolution(Tensor x, ConvolutionGeometry geometry, bool toSmall, Parameter weight, Parameter bias, bool relu, bool learns)
        : base(Checked(x, weight, bias), Result(geometry, toSmall).Length, isBatch: true, hasParameters: learns, planes: Result(geometry, toSmall))
    {
        (_x, _weight, _bias, _geometry, _toSmall, _relu, _learns) = (x, weight, bias, geometry, toSmall, relu, learns);
        _parameters = [weight, bias];
        _forward = new(geometry, toSmall);
        if (Output.NeedsGradient && x.NeedsGradient)
            _backward = new(geometry, !toSmall);
        _channelsPerTask = Math.Min(geometry.LargeChannels, Math.Max(1, RowsPerTask / geometry.Taps));
    }

    /// <summary>Each sample has its own place in the vectors.</summary>
    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override bool HeedsFirst => true;

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => _learns ? (WeightPanels * TasksPerPanel) + 1 : 0;

    public override int ScratchLength => (SumsPerTask * Panels.Width) + (Panels.Width * Panels.Width) + (4 * (SumsPerTask + 8)) + (2 * Panels.Width) + Output.Planes!.Value.Channels * Transpose.Samples;

    public override long FloatingPointOperations =>
        2L * _geometry.Products * (1 + (Output.NeedsGradient && _learns ? 1 : 0) + (_backward is null ? 0 : 1));

    private int SumsPerTask => _channelsPerTask * _geometry.Taps;

    private int WeightPanels => Panels.Count(_weight.Rows);

    private int TasksPerPanel => (_geometry.LargeChannels + _channelsPerTask - 1) / _channelsPerTask;

    public override void Forward(in RowRange rows)
    {
        // Where gradients follow, the places of a block that belong to no sample must be finite: they meet zeros.
        Tape.Kernels.Convolve(
            _forward, _weight.Value, _x.Value + _x.Offset(rows), Output.Value + Output.Offset(rows), new(_bias.Value, _relu, add: false), Output.NeedsGradient ? Tape.BlockRows : rows.Count);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (_relu)
            Tape.Kernels.MaskInactive(Output.Value + Output.Offset(rows), Output.Derivative + Output.Offset(rows), Output.Length(rows));
        if (_backward is not null)
            Tape.Kernels.Convolve(_backward, _weight.Value, Output.Derivative + Output.Offset(rows), _x.Derivative + _x.Offset(rows), new(null, relu: false, add: !first[0]), Tape.BlockRows);
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        float* scratch = Tape.Scratch(worker);
        if (task == WeightPanels * TasksPerPanel)
        {
            if (Sink(_bias, optimizer) is { } bias)
                BiasGradient(uses, scratch, bias);
            return;
        }

        if (Sink(_weight, optimizer) is not { } sink)
            return;
        int panel = task / TasksPerPanel, first = task % TasksPerPanel * _channelsPerTask, count = Math.Min(_channelsPerTask, _geometry.LargeChannels - first);
        int start = ((panel * _weight.Columns) + (first * _geometry.Taps)) * Panels.Width, length = count * _geometry.Taps * Panels.Width;
        new Span<float>(scratch, length).Clear();
        foreach (Operation use in uses)
        {
            var convolution = (Convolution)use;
            if (_geometry.SmallChannels < FewChannels)
                convolution.AddWeightGradientOfFew(panel, first, count, scratch);
            else
                convolution.AddWeightGradient(panel, first, count, scratch);
        }

        sink.Announce(start, length);
        sink.Take(start, length, scratch);
    }

    public override void ForwardReference() => ConvolutionReference.Forward(
        _geometry, _toSmall, _x.ReferenceValue, _weight.ReferenceValue, _bias.ReferenceValue, Output.ReferenceValue, _x.Rows, _relu);

    public override void BackwardReference()
    {
        double[] dy = Output.ReferenceGradient;
        for (int i = 0; i < dy.Length; i++)
            dy[i] = _relu && Output.ReferenceValue[i] <= 0 ? 0 : dy[i];
        ConvolutionReference.Backward(
            _geometry, _toSmall, _x.ReferenceValue, _weight.ReferenceValue, dy,
            _x.NeedsGradient ? _x.ReferenceGradient : null, _learns ? _weight.ReferenceGradient : null, _learns ? _bias.ReferenceGradient : null, _x.Rows);
    }

    private static Planes Result(ConvolutionGeometry geometry, bool toSmall) => toSmall ? geometry.Small : geometry.Large;

    private static Tensor[] Checked(Tensor x, Parameter weight, Parameter bias)
    {
        x.Tape.PairParameters(weight, bias, typeof(Convolution));
        return [x];
    }

    /// <summary>∂W of some channels of the large picture and 32 of the small one: products of the two pictures, summed over all pixels and samples.</summary>
    /// <param name="panel">Which 32 channels of the small picture.</param>
    /// <param name="firstChannel">The first channel of each group of the large picture.</param>
    /// <param name="count">How many.</param>
    /// <param name="sums">(channels · kernel) × 32, to be added to.</param>
    private void AddWeightGradient(int panel, int firstChannel, int count, float* sums)
    {
        float* transposed = sums + (SumsPerTask * Panels.Width);
        float** a = (float**)(transposed + (Panels.Width * Panels.Width));
        float** targets = a + SumsPerTask + 8;
        float* unused = (float*)(targets + SumsPerTask + 8);
        float* nothing = unused + Panels.Width;
        new Span<float>(nothing, Panels.Width).Clear();

        Planes small = _geometry.Small, large = _geometry.Large;
        float* smallNumbers = _toSmall ? Output.Derivative : _x.Value;
        float* largeNumbers = _toSmall ? _x.Value : Output.Derivative;
        int firstRow = panel * Panels.Width, rows = Math.Min(Panels.Width, small.Channels - firstRow);
        int firstGroup = firstRow / _geometry.SmallChannels, lastGroup = (firstRow + rows - 1) / _geometry.SmallChannels;
        for (int block = 0; block < _x.Rows; block += Tape.BlockRows)
        {
            float* smallBlock = smallNumbers + (block * small.Length) + (firstRow * Transpose.Samples);
            float* largeBlock = largeNumbers + (block * large.Length);
            for (int y = 0; y < small.Height; y++)
            {
                for (int x = 0; x < small.Width; x++)
                {
                    float* source = smallBlock + (((y * small.Width) + x) * small.Channels * Transpose.Samples);
                    for (int group = firstGroup; group <= lastGroup; group++)
                    {
                        // Other groups' channels count as zeros.
                        int from = Math.Max(0, (group * _geometry.SmallChannels) - firstRow), to = Math.Min(rows, ((group + 1) * _geometry.SmallChannels) - firstRow);
                        Transpose.Panel(source, from, to, transposed);
                        int tiles = Joined(y, x, (group * _geometry.LargeChannels) + firstChannel, count, largeBlock, sums, a, targets);
                        for (; tiles % Tile.Rows != 0; tiles++)
                        {
                            a[tiles] = nothing;
                            targets[tiles] = unused;
                        }

                        Tape.Kernels.AddProducts(a, targets, tiles, transposed);
                    }
                }
            }
        }
    }

    /// <summary>The same sums, weight by weight, where the small picture has few channels.</summary>
    private void AddWeightGradientOfFew(int panel, int firstChannel, int count, float* sums)
    {
        Planes small = _geometry.Small, large = _geometry.Large;
        float* smallNumbers = _toSmall ? Output.Derivative : _x.Value;
        float* largeNumbers = _toSmall ? _x.Value : Output.Derivative;
        int firstRow = panel * Panels.Width, rows = Math.Min(Panels.Width, small.Channels - firstRow);
        int lines = Math.Max(1, PixelsTogether / small.Width);
        for (int block = 0; block < _x.Rows; block += Tape.BlockRows)
        {
            for (int line = 0; line < small.Height; line += lines)
            {
                for (int channel = 0; channel < count; channel += Together)
                {
                    for (int row = 0; row < rows; row++)
                    {
                        int group = (firstRow + row) / _geometry.SmallChannels;
                        float* smallBlock = smallNumbers + (block * small.Length) + ((firstRow + row) * Transpose.Samples);
                        float* largeBlock = largeNumbers + (block * large.Length) + (((group * _geometry.LargeChannels) + firstChannel + channel) * Transpose.Samples);
                        AddKernel((line, line + lines), smallBlock, largeBlock, Math.Min(Together, count - channel), sums + (channel * _geometry.Taps * Panels.Width) + row);
                    }
                }
            }
        }
    }

    /// <summary>The sums of the weights between a channel of the small picture and at most 4 of the large one, over some lines of the small one.</summary>
    private void AddKernel((int First, int End) lines, float* smallBlock, float* largeBlock, int channels, float* sums)
    {
        Planes small = _geometry.Small, large = _geometry.Large;
        int smallStep = small.Channels * Transpose.Samples, smallLine = small.Width * smallStep;
        int largeStep = large.Channels * Transpose.Samples, largeLine = large.Width * largeStep;
        for (int ky = 0; ky < _geometry.KernelHeight; ky++)
        {
            (int firstLine, int endLine) = _geometry.Inside(ky, small.Height, large.Height);
            (firstLine, endLine) = (Math.Max(firstLine, lines.First), Math.Min(endLine, lines.End));
            for (int kx = 0; firstLine < endLine && kx < _geometry.KernelWidth; kx++)
            {
                (int first, int end) = _geometry.Inside(kx, small.Width, large.Width);
                if (first >= end)
                    continue;
                var walk = new ConvolutionTiles.Walk(endLine - firstLine, end - first, smallLine, smallStep, _geometry.Stride * largeLine, _geometry.Stride * largeStep);
                float* meets = largeBlock + (_geometry.LargePixel(firstLine, ky) * largeLine) + (_geometry.LargePixel(first, kx) * largeStep);
                float* target = sums + (((ky * _geometry.KernelWidth) + kx) * Panels.Width);
                Tape.Kernels.AddProductsOfOne(walk, smallBlock + (firstLine * smallLine) + (first * smallStep), meets, channels, target, _geometry.Taps * Panels.Width);
            }
        }
    }

    /// <summary>The numbers of the large picture that meet a pixel of the small one, and the sums that they go into.</summary>
    private int Joined(int y, int x, int firstChannel, int count, float* block, float* sums, float** a, float** targets)
    {
        Planes large = _geometry.Large;
        int n = 0, taps = _geometry.Taps;
        for (int ky = 0; ky < _geometry.KernelHeight; ky++)
        {
            int line = _geometry.LargePixel(y, ky);
            for (int kx = 0; (uint)line < (uint)large.Height && kx < _geometry.KernelWidth; kx++)
            {
                int column = _geometry.LargePixel(x, kx);
                if ((uint)column >= (uint)large.Width)
                    continue;
                float* source = block + (((((line * large.Width) + column) * large.Channels) + firstChannel) * Transpose.Samples);
                float* target = sums + (((ky * _geometry.KernelWidth) + kx) * Panels.Width);
                for (int channel = 0; channel < count; channel++, n++)
                {
                    a[n] = source + (channel * Transpose.Samples);
                    targets[n] = target + (channel * taps * Panels.Width);
                }
            }
        }

        return n;
    }

    /// <summary>∂b: the sum of ∂y over pixels and samples.</summary>
    private static void BiasGradient(ReadOnlySpan<Operation> uses, float* sums, GradientSink sink)
    {
        int channels = uses[0].Output.Planes!.Value.Channels, length = channels * Transpose.Samples;
        var sum = new Span<float>(sums, length);
        sum.Clear();
        foreach (Operation use in uses)
        {
            Tensor y = use.Output;
            int pixels = (y.Rows + Tape.BlockRows - 1) / Tape.BlockRows * y.Planes!.Value.Pixels;
            for (int pixel = 0; pixel < pixels; pixel++)
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>(y.Derivative + (pixel * length), length), sum);
        }

        float* gradient = stackalloc float[Panels.Width];
        for (int first = 0; first < channels; first += Panels.Width)
        {
            new Span<float>(gradient, Panels.Width).Clear();
            for (int channel = first; channel < Math.Min(channels, first + Panels.Width); channel++)
                gradient[channel - first] = TensorPrimitives.Sum(new ReadOnlySpan<float>(sums + (channel * Transpose.Samples), Transpose.Samples));
            sink.Take(first, Panels.Width, gradient);
        }
    }
}
