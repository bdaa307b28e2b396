using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>A dense (fully connected) layer: y = activation(x·Wᵀ + b).</summary>
public sealed class DenseLayer : Layer
{
    // Adam moves all weights of an output by about the learning rate, and if the inputs are all positive, as pixels are, the
    // output moves by the sum of them: with 65,536 bright pixels by 40 at a rate of 0.001, and the training diverges.
    private const double MostInputsAtFullRate = 1024;

    /// <summary>A layer with Glorot-uniform weights (Glorot &amp; Bengio 2010, equation 16) and zero biases.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>encoder.0</c>.</param>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="activation">The activation function.</param>
    /// <param name="random">Where the weights come from.</param>
    public DenseLayer(string name, int inputs, int outputs, Activation activation, RandomStream random)
        : this(name, inputs, outputs, activation, random, behindPicture: false)
    {
    }

    internal DenseLayer(string name, int inputs, int outputs, Activation activation, RandomStream random, bool behindPicture)
    {
        Weight = new Parameter($"{name}.weight", outputs, inputs) { LearningRateFactor = behindPicture ? 1 : Math.Min(1, MostInputsAtFullRate / inputs) };
        Bias = new Parameter($"{name}.bias", outputs);
        Activation = activation;
        GlorotUniform.Fill(Weight, random);
    }

    /// <summary>W, outputs × inputs.</summary>
    public Parameter Weight { get; }

    /// <summary>b, outputs × 1.</summary>
    public Parameter Bias { get; }

    /// <summary>The activation function.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override SampleShape InputShape => SampleShape.Features(Weight.Columns);

    /// <summary>The outputs seen as a picture; null where they are none.</summary>
    public SampleShape? Picture { get; init; }

    /// <inheritdoc/>
    public override SampleShape OutputShape => Picture ?? SampleShape.Features(Weight.Rows);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Weight, Bias];

    /// <inheritdoc/>
    public override Tensor Apply(Tensor x, bool frozen = false)
    {
        // ReLU is a part of the matrix product's kernel.
        bool relu = Activation == Activation.Relu;
        Tensor y = frozen ? Functions.FrozenDense(x, Weight, Bias, relu) : Functions.Dense(x, Weight, Bias, relu);
        return relu ? y : Activation.Apply(y);
    }

    /// <inheritdoc/>
    public override string ToOnnx(OnnxGraph graph, string x) =>
        Activation.ToOnnx(graph, graph.Apply("Gemm", [x, graph.Constant(Weight, Weight.Rows, Weight.Columns), graph.Constant(Bias, Bias.Rows)], ("transB", null, 1)));
}
