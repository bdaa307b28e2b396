using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>N(μ, diag σ²) with μ and ln σ² each a dense layer of the same numbers. Many threads may record it at once, each on a tape of its own, as long as nobody trains it.</summary>
public sealed class GaussianLayer
{
    private readonly DenseLayer _mean;
    private readonly DenseLayer _logVariance;

    /// <summary>Two layers, <c>{name}.mean</c> and <c>{name}.log_variance</c>.</summary>
    /// <param name="name">The prefix of their names.</param>
    /// <param name="inputs">Numbers in.</param>
    /// <param name="dimensions">d.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public GaussianLayer(string name, int inputs, int dimensions, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(randomOf);
        _mean = new DenseLayer($"{name}.mean", inputs, dimensions, Activation.Identity, randomOf());
        _logVariance = new DenseLayer($"{name}.log_variance", inputs, dimensions, Activation.Identity, randomOf());
    }

    /// <summary>Weight and bias of μ, then of ln σ².</summary>
    public IEnumerable<Parameter> Parameters => [.. _mean.Parameters, .. _logVariance.Parameters];

    /// <summary>Batch × inputs to a Gaussian for each row.</summary>
    public DiagonalGaussian Apply(Tensor x) => new(_mean.Apply(x), _logVariance.Apply(x));
}
