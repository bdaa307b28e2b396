using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Kinds;

/// <summary>The hierarchical VAE.</summary>
internal sealed class Hierarchical : ModelKind<HierarchicalOptions>
{
    /// <inheritdoc/>
    public override string Title => "A hierarchical variational autoencoder";

    /// <inheritdoc/>
    public override ExperimentOptions Preset { get; } = new()
    {
        Name = "vae_hierarchical",
        Model = new ModelOptions { LatentDimensions = 4, Kind = new HierarchicalOptions { Lower = [16, 8], Inference = Inference.Ladder } },
        Training = new TrainingOptions { Epochs = 15, KlSchedule = KlSchedule.Linear },
    };

    /// <inheritdoc/>
    public override JsonTypeInfo<HierarchicalOptions> Json { get; } = new HierarchicalJson(JsonOptions()).HierarchicalOptions;

    /// <inheritdoc/>
    protected override IReadOnlyList<Setting<HierarchicalOptions>> Own => HierarchicalOptions.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer)
    {
        var model = (HierarchicalVae)trainer.Model;
        var explosion = new ExplosionDiagnosis(trainer, model.NoiseLength);
        return [[new LayerDiagnosis(trainer, model)], [explosion, new NothingLearntDiagnosis(trainer)], [explosion, new OverfittingDiagnosis()]];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Measure> MeasureOwn(GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers) =>
        [.. OfLayers((HierarchicalVae)model, images, seed, workers), .. base.MeasureOwn(model, images, seed, workers)];

    private static IEnumerable<Measure> OfLayers(HierarchicalVae model, SampleSet images, ulong seed, WorkerPool workers)
    {
        var activity = LayerActivity.Measure(model, images, seed, workers);
        for (int layer = 1; layer <= activity.Kl.Count; layer++)
        {
            yield return new(FormattableString.Invariant($"kl_{layer}"), activity.Of(layer), FormattableString.Invariant(
                $"nats of the KL in latent layer {layer} of {activity.Kl.Count}{(layer == 1 ? ", nearest the image" : string.Empty)}"));
            yield return new(FormattableString.Invariant($"active_{layer}"), activity.ActiveUnits(layer), FormattableString.Invariant(
                $"of its {model.LayerDimensions[layer - 1]} dimensions have more than 0.01 nats"));
        }
    }
}

[JsonSerializable(typeof(HierarchicalOptions))]
internal sealed partial class HierarchicalJson : JsonSerializerContext;

/// <summary>Finds latent layers of a hierarchy that say nothing of the image, by the KL that each had while training.</summary>
internal sealed class LayerDiagnosis(Trainer trainer, HierarchicalVae model) : Diagnosis
{
    // In nats. Layers in use have at least some tenths; silent ones some thousandths.
    private const double Silent = 0.05;

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics epoch = history[^1];
        if (IsEarly(trainer, history) || epoch.Terms is not { } terms)
            return null;
        int layers = model.LayerDimensions.Count;
        int[] silent = [.. Enumerable.Range(1, layers).Where(layer => terms[HierarchicalVae.KlOfLayer(layer)] < Silent)];
        if (silent.Length == 0)
            return null;
        if (silent.Length == layers)
        {
            return new(FindingKind.PosteriorCollapse, Invariant(
                $"Posterior collapse: none of {layers} latent layers depends on the image (KL {Math.Max(0, epoch.Validation.Kl ?? 0):F2} nats), and all images get the same reconstruction. {Remedy()}"));
        }

        string which = string.Join(", ", silent.Select(layer => Invariant($"layer {layer} has a KL of {Math.Max(0, terms[HierarchicalVae.KlOfLayer(layer)]):F3} nats")));
        return new(FindingKind.SilentLayers, Invariant(
            $"{silent.Length} of {layers} latent layers {(silent.Length == 1 ? "is" : "are")} silent: {which}, and {(silent.Length == 1 ? "says" : "say")} nothing of the image. {Remedy()}"));
    }

    private string Remedy()
    {
        TrainingOptions options = trainer.Options;
        if (options.Beta > 1)
            return Invariant($"Its price is too high: instead of TrainingOptions.Beta = {options.Beta}, try 1.");
        return options.KlSchedule == KlSchedule.Constant && options.FreeBits == 0
            ? "Try TrainingOptions.KlSchedule = Linear, or TrainingOptions.FreeBits = 0.1."
            : "Try fewer layers, or smaller ones: HierarchicalOptions.Lower.";
    }
}
