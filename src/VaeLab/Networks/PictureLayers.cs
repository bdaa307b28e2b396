using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>
/// A layer that moves a kernel over a picture, and an activation: a convolution or a transposed one.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public abstract class KernelLayer : Layer
{
    private protected KernelLayer(string name, SampleShape input, SampleShape output, Activation activation, RandomStream random, ReadOnlySpan<int> weights, ConvolutionOptions options)
    {
        (InputShape, OutputShape, Activation, Options) = (input, output, activation, options with { Relu = activation == Activation.Relu });
        Weight = new Parameter($"{name}.weight", weights);
        Bias = new Parameter($"{name}.bias", output.Channels);
        GlorotUniform.Fill(Weight, random);
    }

    /// <summary>Four dimensions, in PyTorch's order: channels, channels, kernel height, kernel width.</summary>
    public Parameter Weight { get; }

    /// <summary>A number for each output channel.</summary>
    public Parameter Bias { get; }

    /// <summary>The activation function.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public sealed override SampleShape InputShape { get; }

    /// <inheritdoc/>
    public sealed override SampleShape OutputShape { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight, Bias];

    /// <summary>How the kernel moves. ReLU is a part of its pass.</summary>
    private protected ConvolutionOptions Options { get; }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, bool frozen = false)
    {
        Tensor y = Move(x, Options with { Frozen = frozen });
        return Options.Relu ? y : Activation.Apply(y);
    }

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string[] inputs = [PictureOnnx.Picture(graph, x, InputShape), graph.Constant(Weight, [.. Weight.Shape]), graph.Constant(Bias, Bias.Rows)];
        (string, int[])[] attributes = [("kernel_shape", [Weight.Shape[2], Weight.Shape[3]]), ("strides", [Options.Stride, Options.Stride]), ("pads", [.. Enumerable.Repeat(Options.Padding, 4)]), .. OnnxAttributes];
        return PictureOnnx.Flat(graph, Activation.ToOnnx(graph, graph.ApplyLists(OnnxOperator, inputs, attributes)));
    }

    private protected abstract string OnnxOperator { get; }

    private protected virtual (string, int[])[] OnnxAttributes => [];

    private protected abstract Tensor Move(Tensor x, ConvolutionOptions options);
}

/// <summary>
/// A convolution of pictures (LeCun et al. 1989) and an activation. The weight is output channels × input channels × kernel height × kernel width.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public sealed class ConvolutionLayer : KernelLayer
{
    /// <summary>A layer with Glorot-uniform weights (Glorot &amp; Bengio 2010, equation 16) and zero biases.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>encoder.0</c>.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="spec">Channels, kernel and stride.</param>
    /// <param name="activation">The activation function.</param>
    /// <param name="random">Where the weights come from.</param>
    public ConvolutionLayer(string name, SampleShape input, ConvolutionSpec spec, Activation activation, RandomStream random)
        : base(name, input, Given(spec).OutputShape(input), activation, random, [spec.Channels, input.Channels, spec.Kernel, spec.Kernel], new() { Stride = spec.Stride, Padding = spec.Padding })
    {
    }

    private protected override string OnnxOperator => "Conv";

    private protected override Tensor Move(Tensor x, ConvolutionOptions options) => Functions.Convolution(x, InputShape.Height, InputShape.Width, Weight, Bias, options);

    private static ConvolutionSpec Given(ConvolutionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec;
    }
}

/// <summary>
/// A transposed convolution of pictures (Zeiler et al. 2010) and an activation. The weight is input channels × output channels × kernel height × kernel width.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public sealed class TransposedConvolutionLayer : KernelLayer
{
    /// <summary>A layer with Glorot-uniform weights (Glorot &amp; Bengio 2010, equation 16) and zero biases.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>decoder.1</c>.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="spec">Channels, kernel and stride.</param>
    /// <param name="activation">The activation function.</param>
    /// <param name="random">Where the weights come from.</param>
    public TransposedConvolutionLayer(string name, SampleShape input, TransposedConvolutionSpec spec, Activation activation, RandomStream random)
        : base(name, input, Given(spec).OutputShape(input), activation, random, [input.Channels, spec.Channels, spec.Kernel, spec.Kernel], Moves(spec, input))
    {
    }

    private protected override string OnnxOperator => "ConvTranspose";

    private protected override (string, int[])[] OnnxAttributes => [("output_padding", [Options.OutputPadding.Down, Options.OutputPadding.Across])];

    private protected override Tensor Move(Tensor x, ConvolutionOptions options) => Functions.TransposedConvolution(x, InputShape.Height, InputShape.Width, Weight, Bias, options);

    private static TransposedConvolutionSpec Given(TransposedConvolutionSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec;
    }

    private static ConvolutionOptions Moves(TransposedConvolutionSpec spec, SampleShape input)
    {
        SampleShape output = spec.OutputShape(input);
        return new() { Stride = spec.Stride, Padding = spec.Padding, OutputPadding = (spec.OutputPadding(input.Height, output.Height), spec.OutputPadding(input.Width, output.Width)) };
    }
}

/// <summary>A picture made larger by equal pixels, or smaller by means. Nothing is learnt.</summary>
internal sealed class ResizeLayer(SampleShape input, SampleShape output, int factor, bool up) : Layer
{
    public override SampleShape InputShape => input;

    public override SampleShape OutputShape => output;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Tensor Apply(Tensor x, bool frozen = false) => up
        ? Functions.UpsampleNearest(x, input.Height, input.Width, factor)
        : Functions.AveragePool(x, input.Height, input.Width, factor);

    public override string ToOnnx(OnnxGraph graph, string x)
    {
        string picture = PictureOnnx.Picture(graph, x, input);
        if (!up)
            return PictureOnnx.Flat(graph, graph.ApplyLists("AveragePool", [picture], ("kernel_shape", [factor, factor]), ("strides", [factor, factor])));

        // N × C × H × 1 × W × 1, expanded to the square of each pixel.
        string apart = graph.Apply("Reshape", picture, graph.Numbers([0, input.Channels, input.Height, 1, input.Width, 1]));
        string squares = graph.Apply("Expand", apart, graph.Numbers([1, 1, 1, factor, 1, factor]));
        return graph.Apply("Reshape", squares, graph.Numbers([0, output.Length]));
    }
}

/// <summary>A picture made larger with straight lines between the centres of its pixels. Nothing is learnt.</summary>
internal sealed class BilinearLayer(SampleShape input, SampleShape output, int factor) : Layer
{
    public override SampleShape InputShape => input;

    public override SampleShape OutputShape => output;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Tensor Apply(Tensor x, bool frozen = false) => Functions.UpsampleBilinear(x, input.Height, input.Width, factor);

    public override string ToOnnx(OnnxGraph graph, string x)
    {
        // Both directions are matrices: N × C × H × W times W × fW, and fH × H times that.
        string across = graph.Apply("MatMul", PictureOnnx.Picture(graph, x, input), Matrix(graph, input.Width, byRow: false));
        return PictureOnnx.Flat(graph, graph.Apply("MatMul", Matrix(graph, input.Height, byRow: true), across));
    }

    private string Matrix(OnnxGraph graph, int pixels, bool byRow)
    {
        var shares = new float[pixels * pixels * factor];
        for (int target = 0; target < pixels * factor; target++)
        {
            float place = Math.Clamp(((target + 0.5f) / factor) - 0.5f, 0, pixels - 1);
            int low = (int)place, high = Math.Min(low + 1, pixels - 1);
            shares[byRow ? (target * pixels) + low : (low * pixels * factor) + target] += 1 - (place - low);
            shares[byRow ? (target * pixels) + high : (high * pixels * factor) + target] += place - low;
        }

        return graph.Numbers(shares, byRow ? [pixels * factor, pixels] : [pixels, pixels * factor]);
    }
}

/// <summary>Channels made into pixels. Nothing is learnt.</summary>
internal sealed class DepthToSpaceLayer(SampleShape input, SampleShape output, int factor) : Layer
{
    public override SampleShape InputShape => input;

    public override SampleShape OutputShape => output;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Tensor Apply(Tensor x, bool frozen = false) => Functions.DepthToSpace(x, input.Height, input.Width, factor);

    public override string ToOnnx(OnnxGraph graph, string x)
    {
        // N × C × r × r × H × W, whose axes are then N × C × H × r × W × r.
        string apart = graph.Apply("Reshape", x, graph.Numbers([-1, output.Channels, factor, factor, input.Height, input.Width]));
        return PictureOnnx.Flat(graph, graph.ApplyLists("Transpose", [apart], ("perm", [0, 1, 4, 2, 5, 3])));
    }
}

/// <summary>
/// Group normalization of pictures (Wu &amp; He 2018) and an activation: each sample by itself, so that no sample depends on its batch.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
internal sealed class NormalizationLayer : Layer
{
    private readonly int _groups;
    private readonly Activation _activation;

    /// <summary>A layer whose gain is 1 and whose bias is 0.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>encoder.1</c>.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="groups">Groups of channels, which divide their number.</param>
    /// <param name="activation">The activation function.</param>
    public NormalizationLayer(string name, SampleShape input, int groups, Activation activation)
    {
        (InputShape, _groups, _activation) = (input, groups, activation);
        Gain = new Parameter($"{name}.weight", input.Channels);
        Bias = new Parameter($"{name}.bias", input.Channels);
        Gain.CopyFrom([.. Enumerable.Repeat(1f, input.Channels)]);
    }

    /// <summary>A number for each channel.</summary>
    public Parameter Gain { get; }

    /// <summary>A number for each channel.</summary>
    public Parameter Bias { get; }

    /// <inheritdoc/>
    public override SampleShape InputShape { get; }

    /// <inheritdoc/>
    public override SampleShape OutputShape => InputShape;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Gain, Bias];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, bool frozen = false) => _activation.Apply(
        Functions.GroupNormalization(x, InputShape.Height, InputShape.Width, _groups, Gain, Bias, frozen));

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);

        // Each group as a row, whose numbers get mean 0 and variance 1; ONNX has an operator of its own only since opset 21.
        string rows = graph.Apply("Reshape", x, graph.Numbers([-1, _groups, InputShape.Length / _groups]));
        float[] ones = [.. Enumerable.Repeat(1f, _groups)];
        string standardized = graph.Apply("InstanceNormalization", [rows, graph.Numbers(ones, [_groups]), graph.Numbers(new float[_groups], [_groups])], ("epsilon", 1e-5f, null));
        string scaled = graph.Apply("Mul", PictureOnnx.Picture(graph, standardized, InputShape), graph.Constant(Gain, InputShape.Channels, 1, 1));
        return PictureOnnx.Flat(graph, _activation.ToOnnx(graph, graph.Apply("Add", scaled, graph.Constant(Bias, InputShape.Channels, 1, 1))));
    }
}

/// <summary>
/// A residual block (He et al. 2016): two convolutions, to whose result the input is added, and an activation.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
internal sealed class ResidualLayer : Layer
{
    private readonly ConvolutionLayer _first;
    private readonly ConvolutionLayer _second;
    private readonly ConvolutionLayer? _beside;
    private readonly Activation _activation;

    /// <summary>A block with Glorot-uniform weights (Glorot &amp; Bengio 2010, equation 16) and zero biases.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>encoder.1</c>.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="spec">Channels and stride.</param>
    /// <param name="activation">The activation function, between the convolutions and behind the sum.</param>
    /// <param name="randomOf">Where the weights come from: taken once for each convolution.</param>
    public ResidualLayer(string name, SampleShape input, ResidualSpec spec, Activation activation, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(randomOf);
        _activation = activation;
        _first = new($"{name}.first", input, spec.First, activation, randomOf());
        _second = new($"{name}.second", _first.OutputShape, spec.Second, Activation.Identity, randomOf());
        if (!spec.KeepsShape(input))
            _beside = new($"{name}.shortcut", input, spec.Beside, Activation.Identity, randomOf());
    }

    /// <inheritdoc/>
    public override SampleShape InputShape => _first.InputShape;

    /// <inheritdoc/>
    public override SampleShape OutputShape => _second.OutputShape;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [.. _first.Parameters, .. _second.Parameters, .. _beside?.Parameters ?? []];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, bool frozen = false) =>
        _activation.Apply(_second.Apply(_first.Apply(x, frozen), frozen) + (_beside?.Apply(x, frozen) ?? x));

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string x)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return _activation.ToOnnx(graph, graph.Apply("Add", _second.ToOnnx(graph, _first.ToOnnx(graph, x)), _beside?.ToOnnx(graph, x) ?? x));
    }
}

/// <summary>A sample with its class behind it, to a picture with a channel more for each class.</summary>
internal sealed class ClassPlanesLayer(SampleShape sample, int classes) : Layer
{
    public override SampleShape InputShape => SampleShape.Features(sample.Length + classes);

    public override SampleShape OutputShape => sample with { Channels = sample.Channels + classes };

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Tensor Apply(Tensor x, bool frozen = false) => Functions.Concat(
        Functions.Columns(x, 0, sample.Length),
        Functions.RepeatColumns(Functions.Columns(x, sample.Length, classes), sample.Height * sample.Width));

    public override string ToOnnx(OnnxGraph graph, string x)
    {
        string columns = graph.Numbers([1]);
        string picture = graph.Apply("Slice", x, graph.Numbers([0]), graph.Numbers([sample.Length]), columns);
        string label = graph.Apply("Slice", x, graph.Numbers([sample.Length]), graph.Numbers([sample.Length + classes]), columns);
        string planes = graph.Apply("Expand", graph.Apply("Reshape", label, graph.Numbers([0, classes, 1])), graph.Numbers([1, 1, sample.Height * sample.Width]));
        return graph.Apply("Concat", [picture, graph.Apply("Reshape", planes, graph.Numbers([0, -1]))], ("axis", null, 1));
    }
}

/// <summary>What layers of pictures share in ONNX, whose pictures have four dimensions.</summary>
internal static class PictureOnnx
{
    public static string Picture(OnnxGraph graph, string x, SampleShape shape) => graph.Apply("Reshape", x, graph.Numbers([-1, shape.Channels, shape.Height, shape.Width]));

    public static string Flat(OnnxGraph graph, string x) => graph.Apply("Flatten", [x], ("axis", null, 1));
}
