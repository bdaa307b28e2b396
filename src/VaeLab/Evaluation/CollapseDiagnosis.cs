using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>Finds latent dimensions that do not depend on the image, by what the encoder makes of some validation images.</summary>
internal sealed class CollapseDiagnosis(Trainer trainer, LatentModel model) : Diagnosis
{
    private readonly SampleSet _images = Watched(trainer);
    private readonly ModelInspector _inspector = new(model, trainer.Workers);

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        if (IsEarly(trainer, history))
            return null;
        EpochMetrics epoch = history[^1];
        LatentUsage usage = LatentUsage.Measure(_inspector, model.Prior, _images);
        int d = usage.Kl.Length, unused = d - usage.ActiveUnits;
        if (unused == 0)
            return null;
        if (unused < d)
        {
            return new(FindingKind.UnusedDimensions, Invariant(
                $"{unused} of {d} latent dimensions are not used: their posterior means are the same for all images. The model needs no more than {usage.ActiveUnits}; more to use: {(model.HasDensity ? "a lower --beta, --free-bits or --kl-schedule" : "a lower --adversarial-weight")}."));
        }

        double floor = model.Options.Posterior == Models.Posterior.Diagonal ? model.Prior.LeastDiagonalKl : 0;
        string least = floor > 0 ? Invariant($", of which {floor:F2} is the least for this prior") : string.Empty;
        string kl = model.HasDensity ? Invariant($" (KL {Math.Max(0, epoch.Validation.Kl):F2} nats{least})") : string.Empty;
        return new(FindingKind.PosteriorCollapse, Invariant(
            $"Posterior collapse: none of {d} latent dimensions depends on the image{kl}, and all images get the same reconstruction. {Remedy()}"));
    }

    private string Remedy()
    {
        TrainingOptions options = trainer.Options;
        if (!model.HasDensity)
            return "Try a lower --adversarial-weight.";
        if (options.Beta > 1)
            return Invariant($"Its price is too high: instead of --beta {options.Beta}, try 1.");
        return options.KlSchedule == KlSchedule.Constant && options.FreeBits == 0
            ? "Try --kl-schedule linear, or --free-bits 0.1; a larger decoder makes it worse."
            : "Try a lower --beta; a larger decoder makes it worse.";
    }
}
