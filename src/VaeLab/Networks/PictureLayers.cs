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
