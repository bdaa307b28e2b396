using VaeLab.Distributions;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// The loss of importance-weighted autoencoders. The encoder sees an image once, the decoder each of its M·K draws, as rows of one batch.
/// Many threads may use it at once.
/// </summary>
public static class ImportanceWeighted
{
    /// <summary>What the bound is called among the <see cref="ModelLoss.Terms"/>.</summary>
    public const string BoundTerm = "negative_bound";

    // A weight that is smaller changes no gradient in float32; weights are divided by one another, and 0/0 is to be no number of it.
    private const double LeastWeight = 1e-30;

    /// <summary>
    /// The loss of a batch: the negative bound, averaged over images. <see cref="ModelLoss.Reconstruction"/> and <see cref="ModelLoss.Kl"/> are those of
    /// the negative ELBO, each averaged over the same draws; the term <c>negative_bound</c> is the bound of each image in nats, that of the decoder for PIWAE.
    /// </summary>
    /// <param name="model">The model; its encoder and decoder say what is drawn.</param>
    /// <param name="batch">Images, M·K times the model's noise for each, and labels if the model has them.</param>
    /// <param name="objective">Which bound.</param>
    /// <param name="gradient">How its gradient is estimated.</param>
    /// <exception cref="InputException">The model cannot be trained on it.</exception>
    public static ModelLoss Loss(LatentModel model, Batch batch, Objective objective, BoundGradient gradient = BoundGradient.Plain)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(objective);
        string[] faults = [.. objective.Faults(model.Options, gradient)];
        if (faults.Length > 0)
            throw new InputException(faults);

        int draws = objective.Draws;
        bool isDoubly = gradient == BoundGradient.Dreg, isSplit = isDoubly || objective.Bound == Bound.Piwae;
        Tensor? y = batch.Labels is { } labels ? RepeatRows(labels, draws) : null;
        Tensor summary = RepeatRows(model.Summary(batch.Images, batch.Labels), draws);            // of q(z|x), each row M·K times
        Tensor noise = SplitRows(batch.Noise, draws);                                             // ε₁, …, ε_{M·K}
        Weights? weights = null;
        LatentDraw draw = isSplit ? Drawn(z => ScaleGradient(z, () => weights!.EncoderOverDecoder)) : model.Draw(summary, noise, y);

        Tensor nll = model.Likelihood.NegativeLogLikelihood(draw.Output, RepeatRows(batch.Images, draws));
        Tensor logP = draw.Layers.Select(layer => layer.Prior?.LogDensity(layer.Z) ?? model.Prior.LogDensity(layer.Z)).Aggregate((sum, one) => sum + one) - nll;
        Tensor logQ = draw.Layers.Select(layer => isDoubly
            ? ((DiagonalGaussian)layer.Posterior).AsData().LogDensity(layer.Z)                    // learns by way of z alone
            : layer.Posterior.LogDensityOfNoise(layer.Noise)).Aggregate((sum, one) => sum + one);
        Tensor logW = logP - logQ;
        Tensor bound = Bounds(logW, objective), total = -Mean(bound);
        if (isSplit)
        {
            weights = Weights.Of(StopGradient(logW), objective, isDoubly);
            Tensor weighted = isDoubly ? weights.Decoder * logW : (weights.Decoder * logP) - (weights.Encoder * logQ);
            Tensor surrogate = Sum(JoinRows(weighted, draws));
            total = -Mean(surrogate + StopGradient(bound - surrogate));                           // the value of the bound, with these gradients
        }

        return new(total, MeanOfDraws(nll), MeanOfDraws(logQ - logP - nll)) { Terms = [(BoundTerm, -bound)] };

        Tensor MeanOfDraws(Tensor rows) => (1.0 / draws) * Sum(JoinRows(rows, draws));

        LatentDraw Drawn(Func<Tensor, Tensor> rescaled)
        {
            var q = GaussianPosterior.Unpack(summary, model.LatentDimensions);
            Tensor z = rescaled(q.Reparameterize(noise));
            return new([new(q, noise, z)], model.Decode(z, y));
        }
    }

    /// <summary>The bound of each image, from the logarithms of its weights.</summary>
    /// <param name="logW">ln w, (batch · M·K) × 1.</param>
    /// <param name="objective">Which bound.</param>
    /// <returns>Batch × 1.</returns>
    private static Tensor Bounds(Tensor logW, Objective objective)
    {
        Tensor Iwae(int samples, int groups) =>
            (1.0 / groups) * Sum(JoinRows(LogSumExp(JoinRows(logW, samples)) + (float)-Math.Log(samples), groups));

        int samples = objective.Samples;
        return objective.Bound switch
        {
            Bound.Piwae => Iwae(objective.Draws, groups: 1),
            Bound.Ciwae => (objective.ElboShare / samples * Sum(JoinRows(logW, samples))) + ((1 - objective.ElboShare) * Iwae(samples, groups: 1)),
            _ => Iwae(samples, objective.Groups),
        };
    }

    /// <summary>What the gradient of each draw's ln w is weighted by, for the decoder and for the encoder, as data: (batch · M·K) × 1.</summary>
    /// <param name="Decoder">Those of the decoder, and of what prior and likelihood learn.</param>
    /// <param name="Encoder">Those of the encoder.</param>
    private sealed record Weights(Tensor Decoder, Tensor Encoder)
    {
        /// <summary>By what the gradient that arrives at z is multiplied.</summary>
        public Tensor EncoderOverDecoder { get; } = Encoder / Decoder;

        /// <summary>w̃ₖ = wₖ / Σ w of a group, over M; for the doubly-reparameterized gradient its square.</summary>
        public static Weights Of(Tensor logW, Objective objective, bool isDoubly)
        {
            int samples = objective.Samples, groups = objective.Groups;
            double elbo = objective.ElboShare;
            Tensor Share(int of) => SplitRows(Softmax(JoinRows(logW, of)), of);
            Tensor own = Share(samples), decoder = objective.Bound == Bound.Piwae ? Share(objective.Draws) : Mixed(own);
            Tensor Mixed(Tensor share) => ((1 - elbo) / groups * share) + (float)(elbo / samples);
            return new(Maximum(decoder, LeastWeight), Mixed(isDoubly ? Square(own) : own));
        }
    }
}
