using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>What a layer does to its sums.</summary>
public enum Activation
{
    /// <summary>Nothing: y = x.</summary>
    Identity,

    /// <summary>y = max(0, x).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>y = ln(1 + eˣ).</summary>
    Softplus,

    /// <summary>y = x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015).</summary>
    Elu,

    /// <summary>y = x where positive, 0.01·x elsewhere (Maas, Hannun &amp; Ng 2013).</summary>
    LeakyRelu,

    /// <summary>y = ½x(1 + tanh[√(2/π)(x + 0.044715x³)]): the tanh form (Hendrycks &amp; Gimpel 2016).</summary>
    Gelu,

    /// <summary>y = x / (1 + e⁻ˣ), also called swish (Elfwing, Uchibe &amp; Doya 2017).</summary>
    Silu,
}

/// <summary>What activation functions compute, and their ONNX form.</summary>
public static class Activations
{
    private const float LeakySlope = 0.01f;

    /// <summary>The activation of each number of a tensor.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="x">Batch × columns.</param>
    public static Tensor Apply(this Activation activation, Tensor x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => Functions.Relu(x),
        Activation.Tanh => Functions.Tanh(x),
        Activation.Sigmoid => Functions.Sigmoid(x),
        Activation.Softplus => Functions.Softplus(x),
        Activation.Elu => Functions.Elu(x),
        Activation.LeakyRelu => Functions.LeakyRelu(x),
        Activation.Gelu => Functions.Gelu(x),
        Activation.Silu => Functions.Silu(x),
        _ => throw Unknown(activation),
    };

    /// <summary>Adds the activation to an ONNX graph.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The name of its input.</param>
    /// <returns>The name of its output.</returns>
    public static string ToOnnx(this Activation activation, OnnxGraph graph, string x) => activation switch
    {
        Activation.Identity => x,
        Activation.Relu => graph.Apply("Relu", x),
        Activation.Tanh => graph.Apply("Tanh", x),
        Activation.Sigmoid => graph.Apply("Sigmoid", x),
        Activation.Softplus => graph.Apply("Softplus", x),
        Activation.Elu => graph.Apply("Elu", [x], ("alpha", 1, null)),
        Activation.LeakyRelu => graph.Apply("LeakyRelu", [x], ("alpha", LeakySlope, null)),
        Activation.Gelu => Gelu(graph, x),
        Activation.Silu => graph.Apply("Mul", x, graph.Apply("Sigmoid", x)),
        _ => throw Unknown(activation),
    };

    /// <summary>The tanh form; ONNX has an operator of its own only since opset 20.</summary>
    private static string Gelu(OnnxGraph graph, string x)
    {
        string cube = graph.Apply("Mul", x, graph.Apply("Mul", x, x));
        string sum = graph.Apply("Add", x, graph.Apply("Mul", cube, graph.Number(0.044715)));
        string tanh = graph.Apply("Tanh", graph.Apply("Mul", sum, graph.Number(Math.Sqrt(2 / Math.PI))));
        return graph.Apply("Mul", graph.Apply("Mul", x, graph.Number(0.5)), graph.Apply("Add", tanh, graph.Number(1)));
    }

    private static NotSupportedException Unknown(Activation activation) => new($"There is no activation {activation}: take a named one.");
}
