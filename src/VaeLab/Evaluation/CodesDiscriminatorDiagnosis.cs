using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>
/// Looks at the discriminator of an adversarial autoencoder, which has codes and points of the prior to tell apart. It has won or lost
/// only where the two are not near.
/// </summary>
internal sealed class CodesDiscriminatorDiagnosis(Trainer trainer, AdversarialAutoencoder model) : DiscriminatorDiagnosis(trainer)
{
    // A discriminator that is this sure of both leaves the encoder next to no slope.
    private const double Sure = 0.9;

    // Energy distance between samples, in standard deviations of the prior: a tenth lies far beyond the chance of 1,000 points.
    private const double Apart = 0.1;

    private readonly ulong _seed = trainer.Options.Seed;
    private readonly SampleSet _images = Watched(trainer);
    private readonly ModelInspector _inspector = new(model, trainer.Workers);

    /// <inheritdoc/>
    protected override Finding? Look(EpochMetrics epoch, IReadOnlyDictionary<string, double> terms)
    {
        (double prior, double codes) = (terms["d_prior"], terms["d_codes"]);
        double distance = AggregatePosterior.Draw(model, _inspector, _images, _seed).Distance;
        if (distance < Apart * Width())
            return null;
        string says = Invariant($"it takes points of the prior for such with probability {prior:F2}, and codes with {codes:F2}; their energy distance is {distance:G2}");
        if (prior > Sure && codes < 1 - Sure)
        {
            return new(FindingKind.DiscriminatorWon, Invariant(
                $"The discriminator has won: {says}. Try a greater --adversarial-weight than {model.Weight}, or a smaller --discriminator than {Units}."));
        }

        return prior - codes < Blind
            ? new(FindingKind.DiscriminatorLost, Invariant($"The discriminator has lost: {says}. Try a larger --discriminator than {Units}, or a lower --adversarial-weight than {model.Weight}."))
            : null;
    }

    private int Units => (model.Options.Adversarial ?? new()).Units;

    /// <summary>The root of the prior's mean variance.</summary>
    private double Width() => Math.Sqrt(Enumerable.Range(0, model.LatentDimensions).Average(j => model.Prior.Covariance[j, j]));
}
