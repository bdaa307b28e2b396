using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>A dense (fully connected) layer: y = activation(x·Wᵀ + b).</summary>
public sealed class DenseLayer
{
    private readonly Activation _activation;

    /// <summary>A layer with Glorot-uniform weights (Glorot &amp; Bengio 2010, equation 16) and zero biases.</summary>
    /// <param name="name">The prefix of its parameters' names, for example <c>encoder.0</c>.</param>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="activation">What happens to the sums.</param>
    /// <param name="random">Where the weights come from.</param>
    public DenseLayer(string name, int inputs, int outputs, Activation activation, RandomStream random)
    {
        Weight = new Parameter($"{name}.weight", outputs, inputs);
        Bias = new Parameter($"{name}.bias", outputs, 1);
        _activation = activation;
        GlorotUniform.Fill(Weight, random);
    }

    /// <summary>W, outputs × inputs.</summary>
    public Parameter Weight { get; }

    /// <summary>b, outputs × 1.</summary>
    public Parameter Bias { get; }

    /// <summary>The layer applied to a batch: batch × inputs to batch × outputs.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="frozen">Whether the layer is to learn nothing from it: the gradient passes through to <paramref name="x"/> alone.</param>
    public Tensor Apply(Tensor x, bool frozen = false)
    {
        bool relu = _activation == Activation.Relu;
        Tensor y = frozen ? Functions.FrozenDense(x, Weight, Bias, relu) : Functions.Dense(x, Weight, Bias, relu);
        return _activation switch
        {
            Activation.Identity or Activation.Relu => y,
            Activation.Tanh => Functions.Tanh(y),
            Activation.Sigmoid => Functions.Sigmoid(y),
            Activation.Softplus => Functions.Softplus(y),
            Activation.Elu => Functions.Elu(y),
            Activation.LeakyRelu => Functions.LeakyRelu(y),
            Activation.Gelu => Functions.Gelu(y),
            Activation.Silu => Functions.Silu(y),
            _ => throw new NotSupportedException($"There is no activation {_activation}: take a named one."),
        };
    }
}
