using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>q(z|x): from an image to a Gaussian over latent points.</summary>
public sealed class Encoder
{
    private readonly LayerStack _body;
    private readonly DenseLayer _mean;
    private readonly DenseLayer? _logVariance;
    private readonly DenseLayer? _scaleTril;

    /// <summary>pixels → hidden layers → (mean, log-variance), and for a full covariance what is below the diagonal of L; for a point, the mean alone.</summary>
    /// <param name="pixels">Pixels of an image.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="latentDimensions">d.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    /// <param name="activation">What the hidden layers do to their sums.</param>
    /// <param name="posterior">Which Gaussians it answers with; in one dimension, diagonal and full are the same.</param>
    public Encoder(
        int pixels,
        IReadOnlyList<int> hidden,
        int latentDimensions,
        Func<RandomStream> randomOf,
        Activation activation = Activation.Relu,
        Posterior posterior = Posterior.Diagonal)
    {
        _body = new LayerStack("encoder", [pixels, .. hidden], activation, last: activation, randomOf);
        _mean = new DenseLayer("mean", hidden[^1], latentDimensions, Activation.Identity, randomOf());
        if (posterior == Posterior.Point)
            return;
        _logVariance = new DenseLayer("log_variance", hidden[^1], latentDimensions, Activation.Identity, randomOf());
        if (posterior == Posterior.Full && latentDimensions > 1)
        {
            int below = FullGaussian.LengthBelowDiagonal(latentDimensions);
            _scaleTril = new DenseLayer("scale_tril", hidden[^1], below, Activation.Identity, randomOf());
        }
    }

    /// <summary>In the order of the layers. The rows of <c>scale_tril</c>, if it is there, are L₂₁, L₃₁, L₃₂, L₄₁, …: row by row.</summary>
    public IEnumerable<Parameter> Parameters =>
    [
        .. _body.Parameters,
        _mean.Weight, _mean.Bias,
        .. _logVariance is null ? Array.Empty<Parameter>() : [_logVariance.Weight, _logVariance.Bias],
        .. _scaleTril is null ? Array.Empty<Parameter>() : [_scaleTril.Weight, _scaleTril.Bias],
    ];

    /// <summary>q(z|x) for a batch of images, batch × pixels in [0, 1].</summary>
    public GaussianPosterior Encode(Tensor x)
    {
        Tensor h = _body.Apply(x);
        Tensor mean = _mean.Apply(h);
        if (_logVariance is null)
            return DiagonalGaussian.Point(mean);
        Tensor logVariance = _logVariance.Apply(h);
        return _scaleTril is null
            ? new DiagonalGaussian(mean, logVariance)
            : new FullGaussian(mean, logVariance, _scaleTril.Apply(h));
    }
}
