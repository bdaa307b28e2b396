using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Kinds;

/// <summary>The adversarial autoencoder.</summary>
internal sealed class Adversarial : ModelKind<AdversarialOptions>
{
    /// <inheritdoc/>
    public override string Title => "An adversarial autoencoder";

    /// <inheritdoc/>
    public override ExperimentOptions Preset { get; } = new()
    {
        Name = "vae_adversarial",
        Model = new ModelOptions().As(new AdversarialOptions()),
        Training = new TrainingOptions { Epochs = 15, AdamBeta1 = 0.5 },
    };

    /// <inheritdoc/>
    public override JsonTypeInfo<AdversarialOptions> Json { get; } = new AdversarialJson(JsonOptions()).AdversarialOptions;

    /// <inheritdoc/>
    protected override IReadOnlyList<Setting<AdversarialOptions>> Own => AdversarialOptions.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer)
    {
        var model = (AdversarialAutoencoder)trainer.Model;
        return [[new CollapseDiagnosis(trainer, model), new CodesDiscriminatorDiagnosis(trainer, model)], [new NothingLearntDiagnosis(trainer)], [new OverfittingDiagnosis()]];
    }
}

[JsonSerializable(typeof(AdversarialOptions))]
internal sealed partial class AdversarialJson : JsonSerializerContext;

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
                $"The discriminator has won: {says}. Try a greater AdversarialOptions.Weight than {model.Weight}, or a smaller AdversarialOptions.Units than {Units}."));
        }

        return prior - codes < Blind
            ? new(FindingKind.DiscriminatorLost, Invariant($"The discriminator has lost: {says}. Try a larger AdversarialOptions.Units than {Units}, or a lower AdversarialOptions.Weight than {model.Weight}."))
            : null;
    }

    private int Units => ((AdversarialOptions)model.Options.Kind).Units;

    /// <summary>The root of the prior's mean variance.</summary>
    private double Width() => Math.Sqrt(model.Prior.Moments.Variances.Average());
}
