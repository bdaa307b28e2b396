using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>The loss of a batch and what it is made of.</summary>
/// <param name="Total">A single number, to be minimized.</param>
/// <param name="Reconstruction">−log p(x|z) of each image in nats, batch × 1.</param>
/// <param name="Kl">What the code of each image costs in nats, without any weight, batch × 1: the KL of a posterior to its prior. Null for a model without a KL.</param>
public record ModelLoss(Tensor Total, Tensor Reconstruction, Tensor? Kl)
{
    /// <summary>What else to keep account of, by name: each batch × 1, or 1 × 1 for the batch as a whole.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Terms { get; init; } = [];
}
