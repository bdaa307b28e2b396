using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>The loss of a batch and what it is made of, with the codes that AfterStep needs.</summary>
/// <param name="Total">A single number, to be minimized.</param>
/// <param name="Reconstruction">−log p(x|c) of each image in nats, batch × 1.</param>
/// <param name="Kl">−log p(c) of each image's codes in nats, batch × 1.</param>
/// <param name="Vectors">z, what the encoder answered with, batch × (M·D).</param>
/// <param name="Codes">c, the nearest codes, batch × M.</param>
/// <param name="Output">What the decoder outputs, batch × pixels.</param>
public sealed record VqLoss(Tensor Total, Tensor Reconstruction, Tensor Kl, Tensor Vectors, Tensor Codes, Tensor Output)
    : ModelLoss(Total, Reconstruction, Kl);
