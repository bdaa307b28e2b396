using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Kinds;

/// <summary>The VAE-GAN.</summary>
internal sealed class VaeGanKind : ModelKind<VaeGanOptions>
{
    /// <inheritdoc/>
    public override string Title => "A VAE with the discriminator of a GAN";

    /// <inheritdoc/>
    public override ExperimentOptions Preset { get; } = new()
    {
        Name = "vae_gan",
        Model = new ModelOptions { LatentDimensions = 10, Kind = new VaeGanOptions() },
        Training = new TrainingOptions { Epochs = 10, AdamBeta1 = 0.5 },
    };

    /// <inheritdoc/>
    public override JsonTypeInfo<VaeGanOptions> Json { get; } = new VaeGanKindJson(JsonOptions()).VaeGanOptions;

    /// <inheritdoc/>
    public override string JsonKey => "adversarial";

    /// <inheritdoc/>
    protected override IReadOnlyList<Setting<VaeGanOptions>> Own => VaeGanOptions.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer)
    {
        var model = (VaeGan)trainer.Model;

        // Its reconstruction is of pixels, which it does not learn: that it rises is no sign of overfitting.
        return [[new ExplosionDiagnosis(trainer, model.LatentDimensions), new ImagesDiscriminatorDiagnosis(trainer, model), new CollapseDiagnosis(trainer, model)]];
    }
}

[JsonSerializable(typeof(VaeGanOptions))]
internal sealed partial class VaeGanKindJson : JsonSerializerContext;

/// <summary>
/// Looks at the discriminator of a VAE-GAN, which has real images and made ones to tell apart, and by whose features the model learns
/// what an image is. It has won or lost only where that fails: where reconstructions are worse than the mean image for all.
/// </summary>
internal sealed class ImagesDiscriminatorDiagnosis(Trainer trainer, VaeGan model) : DiscriminatorDiagnosis(trainer)
{
    // Below VaeGan.SureEnough it learns no more, and waits; one that is this far below all the same has not been caught up with.
    private const double Ahead = 0.75 * VaeGan.SureEnough;

    private readonly double _learningRate = trainer.Options.LearningRate;
    private readonly double _meanImage = MeanImage(trainer) ?? double.PositiveInfinity;

    /// <inheritdoc/>
    protected override Finding? Look(EpochMetrics epoch, IReadOnlyDictionary<string, double> terms)
    {
        double reconstruction = epoch.Validation.Reconstruction, real = terms["d_real"], made = terms["d_decoded"];
        if (reconstruction <= _meanImage)
            return null;
        string says = Invariant($"it takes images for real with probability {real:F2}, and their reconstructions with {made:F2}; these cost {reconstruction:F0} nats, and the mean image for all costs {_meanImage:F0}");
        if (terms["discriminator"] < Ahead)
            return new(FindingKind.DiscriminatorWon, Invariant($"The discriminator has won: {says}. Try a lower TrainingOptions.LearningRate than {_learningRate}."));

        return real - made < Blind
            ? new(FindingKind.DiscriminatorLost, Invariant($"The discriminator has lost: {says}. Try a larger VaeGanOptions.Units than {((VaeGanOptions)model.Options.Kind).Units}."))
            : null;
    }
}
