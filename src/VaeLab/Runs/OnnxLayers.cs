using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Models;

namespace VaeLab.Runs;

/// <summary>What a VAE is made of, as operators of ONNX. Weights keep their names and their layout, outputs × inputs.</summary>
internal sealed class OnnxLayers(OnnxGraph graph, LatentModel model)
{
    private int Dimensions => model.LatentDimensions;

    /// <summary>q(z|x) of images x; null for the scale below the diagonal of a diagonal posterior, and for all spread of a point.</summary>
    /// <param name="x">The images.</param>
    /// <param name="labels">Their classes; null for a model that sees no labels.</param>
    public (string Mean, string? LogVariance, string? ScaleTril) Encode(string x, string? labels)
    {
        Encoder encoder = model.EncoderNetwork!;
        string h = encoder.Body.ToOnnx(graph, Behind(x, labels));
        return (encoder.Mean.ToOnnx(graph, h), encoder.LogVariance?.ToOnnx(graph, h), encoder.ScaleTril?.ToOnnx(graph, h));
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
    public string Decode(string z, string? labels) => model.DecoderNetwork!.ToOnnx(graph, Behind(z, labels));

    /// <summary>The expected image, pixels in [0, 1]: <see cref="Likelihood.ToMeanImage"/>.</summary>
    public string MeanImage(string output) => model.Likelihood switch
    {
        BernoulliLikelihood => graph.Apply("Sigmoid", output),
        ContinuousBernoulliLikelihood => ContinuousBernoulliMean(output),
        GaussianLikelihood or LearntGaussianLikelihood => graph.Apply("Clip", output, graph.Number(0), graph.Number(1)),
        _ => throw new NotSupportedException($"There is no ONNX form of {model.Likelihood.GetType().Name}: take a likelihood of VaeLab's."),
    };

    private string Behind(string x, string? labels) => labels is null ? x : graph.Apply("Concat", [x, labels], ("axis", null, 1));

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
