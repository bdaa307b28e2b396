using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Runs;

/// <summary>What a VAE is made of, as operators of ONNX. Weights keep their names and their layout, outputs × inputs.</summary>
internal sealed class OnnxLayers(OnnxGraph graph, LatentModel model)
{
    private readonly Dictionary<string, Parameter> _parameters = model.Parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);

    private int Dimensions => model.LatentDimensions;

    /// <summary>q(z|x) of images x; null for the scale below the diagonal of a diagonal posterior, and for all spread of a point.</summary>
    /// <param name="x">The images.</param>
    /// <param name="labels">Their classes; null for a model that sees no labels.</param>
    public (string Mean, string? LogVariance, string? ScaleTril) Encode(string x, string? labels)
    {
        string h = Behind(x, labels);
        for (int i = 0; i < model.Options.Hidden.Count; i++)
            h = Activate(Dense(FormattableString.Invariant($"encoder.{i}"), h));
        return (Dense("mean", h), _parameters.ContainsKey("log_variance.weight") ? Dense("log_variance", h) : null, _parameters.ContainsKey("scale_tril.weight") ? Dense("scale_tril", h) : null);
    }

    /// <summary>z = μ + L·ε: <see cref="GaussianPosterior.Reparameterize"/>.</summary>
    public string Reparameterize((string Mean, string? LogVariance, string? ScaleTril) q, string noise)
    {
        if (q.LogVariance is null)
            return graph.Apply("Add", q.Mean, graph.Apply("Mul", graph.Number(0), noise));
        string sigma = graph.Apply("Exp", graph.Apply("Mul", q.LogVariance, graph.Number(0.5)));
        string z = graph.Apply("Add", q.Mean, graph.Apply("Mul", sigma, noise));
        return q.ScaleTril is null ? z : graph.Apply("Add", z, BelowDiagonal(q.ScaleTril, noise));
    }

    /// <summary>The decoder's output at latent points z: <see cref="Decoder.Decode"/>.</summary>
    /// <param name="z">The points.</param>
    /// <param name="labels">The classes to decode them as; null for a model that sees no labels.</param>
    public string Decode(string z, string? labels)
    {
        int layers = model.Options.Hidden.Count + 1;
        string h = Behind(z, labels);
        for (int i = 0; i < layers; i++)
        {
            h = Dense(FormattableString.Invariant($"decoder.{i}"), h);
            if (i < layers - 1)
                h = Activate(h);
        }

        return h;
    }

    /// <summary>The expected image, pixels in [0, 1]: <see cref="Likelihood.ToMeanImage"/>.</summary>
    public string MeanImage(string output) => model.Likelihood switch
    {
        BernoulliLikelihood => graph.Apply("Sigmoid", output),
        ContinuousBernoulliLikelihood => ContinuousBernoulliMean(output),
        GaussianLikelihood or LearntGaussianLikelihood => graph.Apply("Clip", output, graph.Number(0), graph.Number(1)),
        _ => throw new NotSupportedException($"There is no ONNX form of {model.Likelihood.GetType().Name}: take a likelihood of VaeLab's."),
    };

    private string Behind(string x, string? labels) => labels is null ? x : graph.Apply("Concat", [x, labels], ("axis", null, 1));

    private string Dense(string layer, string x) =>
        graph.Apply("Gemm", [x, Constant($"{layer}.weight"), Constant($"{layer}.bias")], ("transB", null, 1));

    private string Constant(string name)
    {
        Parameter parameter = _parameters[name];
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return name.EndsWith(".weight", StringComparison.Ordinal)
            ? graph.Constant(name, values, parameter.Rows, parameter.Columns)
            : graph.Constant(name, values, parameter.Rows);
    }

    private string Activate(string x) => model.Options.Activation switch
    {
        Activation.Identity => x,
        Activation.Relu => graph.Apply("Relu", x),
        Activation.Tanh => graph.Apply("Tanh", x),
        Activation.Sigmoid => graph.Apply("Sigmoid", x),
        Activation.Softplus => graph.Apply("Softplus", x),
        Activation.Elu => graph.Apply("Elu", [x], ("alpha", 1, null)),
        Activation.LeakyRelu => graph.Apply("LeakyRelu", [x], ("alpha", 0.01f, null)),
        Activation.Gelu => Gelu(x),
        Activation.Silu => graph.Apply("Mul", x, graph.Apply("Sigmoid", x)),
        _ => throw new NotSupportedException($"There is no activation {model.Options.Activation}: take a named one."),
    };

    /// <summary>The tanh form, which an operator of its own has only since opset 20.</summary>
    private string Gelu(string x)
    {
        string cube = graph.Apply("Mul", x, graph.Apply("Mul", x, x));
        string sum = graph.Apply("Add", x, graph.Apply("Mul", cube, graph.Number(0.044715)));
        string tanh = graph.Apply("Tanh", graph.Apply("Mul", sum, graph.Number(Math.Sqrt(2 / Math.PI))));
        return graph.Apply("Mul", graph.Apply("Mul", x, graph.Number(0.5)), graph.Apply("Add", tanh, graph.Number(1)));
    }

    /// <summary>1/(1 − e⁻ˡ) − 1/l; near 0, where this is 0/0, ½ + l/12 − l³/720 + l⁵/30240.</summary>
    private string ContinuousBernoulliMean(string l)
    {
        string one = graph.Number(1);
        string far = graph.Apply(
            "Sub",
            graph.Apply("Div", one, graph.Apply("Sub", one, graph.Apply("Exp", graph.Apply("Neg", l)))),
            graph.Apply("Div", one, l));
        string square = graph.Apply("Mul", l, l), series = graph.Number(1.0 / 30240);
        foreach (double coefficient in (double[])[-1.0 / 720, 1.0 / 12])
            series = graph.Apply("Add", graph.Apply("Mul", series, square), graph.Number(coefficient));
        string near = graph.Apply("Add", graph.Apply("Mul", series, l), graph.Number(0.5));
        return graph.Apply("Where", graph.Apply("Less", graph.Apply("Abs", l), graph.Number(0.5)), near, far);
    }

    /// <summary>
    /// Σⱼ Lᵢⱼ εⱼ over j &lt; i. The numbers below the diagonal, with a 0 behind them, are laid out as a d × d matrix for each
    /// image; everything else of it takes that 0.
    /// </summary>
    private string BelowDiagonal(string scaleTril, string noise)
    {
        int zero = FullGaussian.LengthBelowDiagonal(Dimensions);
        var places = new long[Dimensions * Dimensions];
        for (int i = 0; i < Dimensions; i++)
        {
            for (int j = 0; j < Dimensions; j++)
                places[(i * Dimensions) + j] = j < i ? FullGaussian.LengthBelowDiagonal(i) + j : zero;
        }

        string padded = graph.Apply("Pad", scaleTril, graph.Constant("one_more_column", [0L, 0, 0, 1], 4));
        string matrix = graph.Apply("Gather", [padded, graph.Constant("lower_triangle", places, Dimensions, Dimensions)], ("axis", null, 1));
        string column = graph.Constant("as_column", [2L], 1);
        return graph.Apply("Squeeze", graph.Apply("MatMul", matrix, graph.Apply("Unsqueeze", noise, column)), column);
    }
}
