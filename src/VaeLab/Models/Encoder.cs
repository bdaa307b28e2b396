using VaeLab.Distributions;
using VaeLab.Layers;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>q(z|x): from an image to a Gaussian over latent points.</summary>
public sealed class Encoder
{
    private readonly LayerStack _body;
    private readonly DenseLayer _mean;
    private readonly DenseLayer _logVariance;

    /// <summary>pixels → hidden layers with ReLU → (mean, log-variance).</summary>
    /// <param name="pixels">Pixels of an image.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="latentDimensions">d.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public Encoder(int pixels, IReadOnlyList<int> hidden, int latentDimensions, Func<RandomStream> randomOf)
    {
        _body = new LayerStack("encoder", [pixels, .. hidden], last: Activation.Relu, randomOf);
        _mean = new DenseLayer("mean", hidden[^1], latentDimensions, Activation.Identity, randomOf());
        _logVariance = new DenseLayer("log_variance", hidden[^1], latentDimensions, Activation.Identity, randomOf());
    }

    /// <summary>In the order of the layers.</summary>
    public IEnumerable<Parameter> Parameters =>
        [.. _body.Parameters, _mean.Weight, _mean.Bias, _logVariance.Weight, _logVariance.Bias];

    /// <summary>q(z|x) for a batch of images, batch × pixels in [0, 1].</summary>
    public DiagonalGaussian Encode(Tensor x)
    {
        Tensor h = _body.Apply(x);
        return new(_mean.Apply(h), _logVariance.Apply(h));
    }
}
