using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

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
                $"Posterior collapse: none of {layers} latent layers depends on the image (KL {Math.Max(0, epoch.Validation.Kl):F2} nats), and all images get the same reconstruction. {Remedy()}"));
        }

        string which = string.Join(", ", silent.Select(layer => Invariant($"layer {layer} has a KL of {Math.Max(0, terms[HierarchicalVae.KlOfLayer(layer)]):F3} nats")));
        return new(FindingKind.SilentLayers, Invariant(
            $"{silent.Length} of {layers} latent layers {(silent.Length == 1 ? "is" : "are")} silent: {which}, and {(silent.Length == 1 ? "says" : "say")} nothing of the image. {Remedy()}"));
    }

    private string Remedy()
    {
        TrainingOptions options = trainer.Options;
        if (options.Beta > 1)
            return Invariant($"Its price is too high: instead of --beta {options.Beta}, try 1.");
        return options.KlSchedule == KlSchedule.Constant && options.FreeBits == 0
            ? "Try --kl-schedule linear, or --free-bits 0.1."
            : "Try fewer layers, or smaller ones: --lower-layers.";
    }
}
