using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>
/// Finds a discriminator that has won, which tells codes and prior apart as soon as it sees them, or lost, which takes both for the
/// same although they are not. Between equals it is right somewhat more often than not, and codes and prior are near.
/// </summary>
internal sealed class DiscriminatorDiagnosis(Trainer trainer, AdversarialAutoencoder model) : Diagnosis
{
    // A discriminator that is this sure of both leaves the encoder next to no slope.
    private const double Sure = 0.9;

    // One that gives codes and prior the same probability but for this sees no difference.
    private const double Blind = 0.05;

    // Energy distance between samples, in standard deviations of the prior: a tenth lies far beyond the chance of 1,000 points.
    private const double Apart = 0.1;

    private readonly ImageSet _images = Watched(trainer);
    private readonly ModelInspector _inspector = new(model, trainer.Workers);
    private FindingKind? _before;

    /// <summary>What the last two epochs have shown: the players overtake one another, and a single epoch says little.</summary>
    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        Finding? now = Look(history);
        (FindingKind? before, _before) = (_before, now?.Kind);
        return now?.Kind == before ? now : null;
    }

    private Finding? Look(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics epoch = history[^1];
        if (IsEarly(trainer, history) || _images.Count < 2 || epoch.Terms is not { } terms)
            return null;
        (double prior, double codes) = (terms["d_prior"], terms["d_codes"]);
        double distance = AggregatePosterior.Draw(model, _inspector, _images, trainer.Options.Seed).Distance, width = Width();
        if (distance < Apart * width)
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
