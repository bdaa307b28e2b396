using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>The loss of a batch and what it is made of.</summary>
/// <param name="Total">The mean reconstruction plus the penalty on the KL: a single number, to be minimized.</param>
/// <param name="Reconstruction">−log p(x|z) of each image in nats, batch × 1.</param>
/// <param name="Kl">KL(q(z|x)‖p(z)) of each image in nats, without β, batch × 1.</param>
/// <param name="Posterior">q(z|x).</param>
/// <param name="Output">What the decoder outputs, batch × pixels.</param>
public sealed record VaeLoss(Tensor Total, Tensor Reconstruction, Tensor Kl, GaussianPosterior Posterior, Tensor Output)
    : ModelLoss(Total, Reconstruction, Kl)
{
    /// <summary>KL(q(z|x)‖p(z)) of each image in nats, without β, batch × 1.</summary>
    public new Tensor Kl { get => base.Kl!; init => base.Kl = value; }
}
