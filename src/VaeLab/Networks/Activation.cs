using System.Globalization;
using System.Text.Json.Serialization;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>What a layer does to its sums: a name, what it computes, and its ONNX form. Two of one name are equal.</summary>
[JsonConverter(typeof(ActivationJson))]
public sealed record Activation
{
    /// <summary>What version 0.1.0 called <see cref="GeluTanh"/>. Files with that name are still read.</summary>
    private const string EarlierGelu = "gelu";

    private const float UsualSlope = 0.01f;

    private readonly Func<Tensor, Tensor> _apply;
    private readonly Func<OnnxGraph, string, string> _toOnnx;

    private Activation(string word, Func<Tensor, Tensor> apply, Func<OnnxGraph, string, string> toOnnx) => (Word, _apply, _toOnnx) = (word, apply, toOnnx);

    /// <summary>Nothing: y = x.</summary>
    public static Activation Identity { get; } = new("identity", x => x, (_, x) => x);

    /// <summary>y = max(0, x).</summary>
    public static Activation Relu { get; } = new("relu", Functions.Relu, (graph, x) => graph.Apply("Relu", x));

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new("tanh", Functions.Tanh, (graph, x) => graph.Apply("Tanh", x));

    /// <summary>y = 1 / (1 + e⁻ˣ).</summary>
    public static Activation Sigmoid { get; } = new("sigmoid", Functions.Sigmoid, (graph, x) => graph.Apply("Sigmoid", x));

    /// <summary>y = ln(1 + eˣ).</summary>
    public static Activation Softplus { get; } = new("softplus", Functions.Softplus, (graph, x) => graph.Apply("Softplus", x));

    /// <summary>y = x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015).</summary>
    public static Activation Elu { get; } = new("elu", Functions.Elu, (graph, x) => graph.Apply("Elu", [x], ("alpha", 1, null)));

    /// <summary>y = x where positive, 0.01·x elsewhere (Maas, Hannun &amp; Ng 2013).</summary>
    public static Activation LeakyRelu { get; } = LeakyReluOf(UsualSlope);

    /// <summary>y = ½x(1 + tanh[√(2/π)(x + 0.044715x³)]): the tanh form (Hendrycks &amp; Gimpel 2016); in PyTorch, <c>nn.GELU("tanh")</c>.</summary>
    public static Activation GeluTanh { get; } = new("gelu-tanh", Functions.GeluTanh, OnnxGeluTanh);

    /// <summary>y = x·Φ(x) = ½x(1 + erf(x/√2)): the exact form (Hendrycks &amp; Gimpel 2016); in PyTorch, <c>nn.GELU()</c>.</summary>
    public static Activation GeluErf { get; } = new("gelu-erf", Functions.GeluErf, OnnxGeluErf);

    /// <summary>y = x / (1 + e⁻ˣ), also called swish (Elfwing, Uchibe &amp; Doya 2017).</summary>
    public static Activation Silu { get; } = new("silu", Functions.Silu, (graph, x) => graph.Apply("Mul", x, graph.Apply("Sigmoid", x)));

    /// <summary>All of them, the leaky ReLU with its usual slope.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Identity, Relu, Tanh, Sigmoid, Softplus, Elu, LeakyRelu, GeluTanh, GeluErf, Silu];

    /// <summary>How it is spelt on the command line and in configurations, for example <c>leaky-relu:0.2</c>.</summary>
    public string Word { get; }

    /// <summary>y = x where positive, slope·x elsewhere: <c>leaky-relu:0.2</c>.</summary>
    /// <param name="slope">Of the negative side, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not from 0 to 1.</exception>
    public static Activation LeakyReluOf(float slope)
    {
        if (!(slope is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope of a leaky ReLU needs a number from 0 to 1.");
        return new(
            slope == UsualSlope ? "leaky-relu" : string.Create(CultureInfo.InvariantCulture, $"leaky-relu:{slope}"),
            x => Functions.LeakyRelu(x, slope),
            (graph, x) => graph.Apply("LeakyRelu", [x], ("alpha", slope, null)));
    }

    /// <summary>Reads an activation.</summary>
    /// <param name="text">For example <c>gelu-erf</c> or <c>leaky-relu:0.2</c>.</param>
    /// <exception cref="FormatException">There is none of that name; the message says what is needed.</exception>
    public static Activation Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Activation activation in All)
        {
            if (string.Equals(activation.Word, text, StringComparison.OrdinalIgnoreCase))
                return activation;
        }

        string slope = $"{LeakyRelu.Word}:";
        if (text.StartsWith(slope, StringComparison.OrdinalIgnoreCase))
        {
            return float.TryParse(text[slope.Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1
                ? LeakyReluOf(value)
                : throw new FormatException($"a slope from 0 to 1 behind the colon, for example {slope}0.2");
        }

        throw string.Equals(text, EarlierGelu, StringComparison.OrdinalIgnoreCase)
            ? new FormatException($"{GeluErf.Word}, PyTorch's default, or {GeluTanh.Word}, which is what {EarlierGelu} was in version 0.1.0")
            : new FormatException($"one of {string.Join(", ", All)}");
    }

    /// <summary>The activation of each number of a tensor.</summary>
    /// <param name="x">Batch × columns.</param>
    public Tensor Apply(Tensor x) => _apply(x);

    /// <summary>Adds the activation to an ONNX graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The name of its input.</param>
    /// <returns>The name of its output.</returns>
    public string ToOnnx(OnnxGraph graph, string x) => _toOnnx(graph, x);

    /// <inheritdoc/>
    public bool Equals(Activation? other) => other is not null && Word == other.Word;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Word);

    /// <summary>As it is typed.</summary>
    public override string ToString() => Word;

    /// <summary>Reads a file's word, which may be one of version 0.1.0.</summary>
    /// <exception cref="FormatException">There is none of that name; the message says what is needed.</exception>
    internal static Activation ParseStored(string text) => text == EarlierGelu ? GeluTanh : Parse(text);

    /// <summary>ONNX has an operator of its own only since opset 20.</summary>
    private static string OnnxGeluTanh(OnnxGraph graph, string x)
    {
        string cube = graph.Apply("Mul", x, graph.Apply("Mul", x, x));
        string sum = graph.Apply("Add", x, graph.Apply("Mul", cube, graph.Number(0.044715)));
        string tanh = graph.Apply("Tanh", graph.Apply("Mul", sum, graph.Number(Math.Sqrt(2 / Math.PI))));
        return graph.Apply("Mul", graph.Apply("Mul", x, graph.Number(0.5)), graph.Apply("Add", tanh, graph.Number(1)));
    }

    private static string OnnxGeluErf(OnnxGraph graph, string x)
    {
        string erf = graph.Apply("Erf", graph.Apply("Mul", x, graph.Number(Math.Sqrt(0.5))));
        return graph.Apply("Mul", graph.Apply("Mul", x, graph.Number(0.5)), graph.Apply("Add", erf, graph.Number(1)));
    }
}

/// <summary>An activation is a JSON string.</summary>
internal sealed class ActivationJson() : TextJson<Activation>("activation", "relu", Activation.ParseStored);
