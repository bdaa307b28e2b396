using VaeLab.Distributions;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>What a training makes of the KL: a single number that is added to the mean reconstruction. A penalty of your own overrides <see cref="Apply(Tensor, Func{Tensor})"/>. Many threads may use it at once.</summary>
public abstract class KlPenalty
{
    /// <summary>β · KL. With β = 1 the loss is the negative ELBO, otherwise that of a β-VAE (Higgins et al. 2017).</summary>
    /// <param name="beta">β; it may follow a schedule.</param>
    public static KlPenalty Weighted(Coefficient beta) => new WeightedPenalty(beta);

    /// <summary>
    /// β · Σⱼ max(λ, KLⱼ) with the batch mean KLⱼ of each dimension (Kingma et al. 2016, appendix C.8): up to λ nats a dimension
    /// are free, so that none collapses for want of a first use. The maximum is of the mean, never of single images.
    /// </summary>
    /// <param name="beta">β; it may follow a schedule.</param>
    /// <param name="nats">λ, in nats for each dimension.</param>
    public static KlPenalty FreeBits(Coefficient beta, double nats) => new FreeBitsPenalty(beta, nats);

    /// <summary>γ · |KL − C| with the batch mean of the KL (Burgess et al. 2018): the KL is held at a capacity C that grows.</summary>
    /// <param name="weight">γ.</param>
    /// <param name="nats">C, in nats; it may follow a schedule.</param>
    public static KlPenalty Capacity(double weight, Coefficient nats) => new CapacityPenalty(weight, nats);

    /// <summary>The penalty for a batch: 1 × 1.</summary>
    /// <param name="q">The posterior.</param>
    /// <param name="kl">Its KL to the prior, batch × 1.</param>
    /// <param name="prior">The prior.</param>
    internal Tensor Apply(GaussianPosterior q, Tensor kl, Prior prior) => Apply(kl, () => prior.KlPerDimension(q));

    /// <summary>Records the penalty for a batch: 1 × 1, in nats per image. Called once, when a step is recorded.</summary>
    /// <param name="kl">The KL to the prior, in nats, batch × 1.</param>
    /// <param name="perDimension">
    /// Records the KL of each dimension, batch × d. Call it only if you need it: it throws an <see cref="ArgumentException"/>
    /// where the KL does not split into dimensions, as with a correlated prior.
    /// </param>
    public abstract Tensor Apply(Tensor kl, Func<Tensor> perDimension);

    private sealed class WeightedPenalty(Coefficient beta) : KlPenalty
    {
        public override Tensor Apply(Tensor kl, Func<Tensor> perDimension) => beta * Mean(kl);
    }

    private sealed class FreeBitsPenalty(Coefficient beta, double nats) : KlPenalty
    {
        public override Tensor Apply(Tensor kl, Func<Tensor> perDimension) =>
            beta * Sum(Maximum(Mean(perDimension()), nats));
    }

    private sealed class CapacityPenalty(double weight, Coefficient nats) : KlPenalty
    {
        public override Tensor Apply(Tensor kl, Func<Tensor> perDimension) => weight * Abs(Mean(kl) - nats);
    }
}
