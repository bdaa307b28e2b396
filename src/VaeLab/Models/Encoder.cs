using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>q(z|x): from a sample to a Gaussian over latent points. Many threads may record it at once, each on a tape of its own, as long as nobody trains it.</summary>
public sealed class Encoder
{
    /// <summary>input → hidden layers → (mean, log-variance), and for a full covariance what is below the diagonal of L; for a point, the mean alone.</summary>
    /// <param name="input">The shape of a sample.</param>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="latentDimensions">d.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    /// <param name="activation">The activation of hidden layers that name none; null for ReLU.</param>
    /// <param name="posterior">Which Gaussians it answers with; in one dimension, diagonal and full are the same.</param>
    public Encoder(
        SampleShape input,
        Architecture hidden,
        int latentDimensions,
        Func<RandomStream> randomOf,
        Activation? activation = null,
        Posterior posterior = Posterior.Diagonal)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(randomOf);
        Body = new Network(hidden.Build("encoder", input, activation ?? Activation.Relu, randomOf));
        DenseLayer Head(string name, int outputs) => new(name, Body.OutputShape.Length, outputs, Activation.Identity, randomOf(), behindPicture: Body.Layers[^1] is not DenseLayer);
        Mean = Head("mean", latentDimensions);
        if (posterior == Posterior.Point)
            return;
        LogVariance = Head("log_variance", latentDimensions);
        if (posterior == Posterior.Full && latentDimensions > 1)
            ScaleTril = Head("scale_tril", FullGaussian.LengthBelowDiagonal(latentDimensions));
    }

    /// <summary>The hidden layers.</summary>
    public Network Body { get; }

    /// <summary>The layer of μ.</summary>
    public DenseLayer Mean { get; }

    /// <summary>The layer of ln σ², or of 2 ln diag L; null where a code is a point.</summary>
    public DenseLayer? LogVariance { get; }

    /// <summary>The layer of what is below the diagonal of L; null unless the covariance is full.</summary>
    public DenseLayer? ScaleTril { get; }

    /// <summary>In the order of the layers. The rows of <c>scale_tril</c>, if it is there, are L₂₁, L₃₁, L₃₂, L₄₁, …: row by row.</summary>
    public IEnumerable<Parameter> Parameters =>
        Body.Layers.Concat(new Layer?[] { Mean, LogVariance, ScaleTril }.OfType<Layer>()).SelectMany(layer => layer.Parameters);

    /// <summary>q(z|x) for a batch of samples, batch × numbers of a sample.</summary>
    public GaussianPosterior Encode(Tensor x)
    {
        Tensor h = Body.Apply(x);
        Tensor mean = Mean.Apply(h);
        if (LogVariance is null)
            return DiagonalGaussian.Point(mean);
        Tensor logVariance = LogVariance.Apply(h);
        return ScaleTril is null
            ? new DiagonalGaussian(mean, logVariance)
            : new FullGaussian(mean, logVariance, ScaleTril.Apply(h));
    }
}
