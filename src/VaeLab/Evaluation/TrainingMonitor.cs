using VaeLab.Data;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>
/// Watches a training for what goes wrong without a sound: posterior collapse, a KL that explodes, overfitting. It looks after
/// each epoch, at its losses and at what the encoder makes of some validation images.
/// </summary>
public sealed class TrainingMonitor
{
    private const int EncodedImages = 1000;

    // An encoder begins near the prior and needs some steps to leave it.
    private const int FewestSteps = 400;

    // A code of 12 nats tells e¹² places of a dimension apart. No digit needs that; MNIST takes 3 to 5 nats a dimension.
    private const double MostNatsPerDimension = 12;

    // One epoch's validation loss differs from the next by a few tenths of a nat by chance.
    private const double ClearRise = 1, ClearShare = 0.005;
    private const int EpochsOfRise = 3;

    private readonly Trainer _trainer;
    private readonly ImageSet _images;
    private readonly ModelInspector _inspector;
    private readonly List<EpochMetrics> _history = [];
    private readonly HashSet<FindingKind> _found = [];

    /// <summary>Watches from now on.</summary>
    /// <param name="trainer">The training, before its first epoch.</param>
    public TrainingMonitor(Trainer trainer)
    {
        _trainer = trainer;
        _images = trainer.Data.Validation.Slice(0, Math.Min(EncodedImages, trainer.Data.Validation.Count));
        _inspector = new ModelInspector(trainer.Model, trainer.Workers);
        trainer.EpochCompleted += Observe;
    }

    /// <summary>The first time that something is found, after the epoch that showed it.</summary>
    public event Action<Finding>? Found;

    /// <summary>What was found after the last epoch.</summary>
    public IReadOnlyList<Finding> Present { get; private set; } = [];

    private void Observe(EpochMetrics epoch)
    {
        _history.Add(epoch);
        LatentUsage usage = LatentUsage.Measure(_inspector, _trainer.Model.Prior, _images);
        Present = [.. ((Finding?[])[Collapse(epoch, usage), Explosion(epoch) ?? Overfitting(epoch)]).OfType<Finding>()];
        foreach (Finding finding in Present.Where(finding => finding.IsWarning && _found.Add(finding.Kind)))
            Found?.Invoke(finding);
    }

    private Finding? Collapse(EpochMetrics epoch, LatentUsage usage)
    {
        int d = usage.Kl.Length, unused = d - usage.ActiveUnits;
        long steps = (long)epoch.Epoch * _trainer.Data.Train.Count / _trainer.Options.BatchSize;
        if (unused == 0 || steps < FewestSteps)
            return null;
        if (unused < d)
        {
            return new(FindingKind.UnusedDimensions, Invariant(
                $"{unused} of {d} latent dimensions are not used: their posterior means are the same for all images. The model needs no more than {usage.ActiveUnits}; more to use: a lower --beta, --free-bits or --kl-schedule."));
        }

        double floor = _trainer.Model.Options.Posterior == Models.Posterior.Diagonal ? _trainer.Model.Prior.LeastDiagonalKl : 0;
        string least = floor > 0 ? Invariant($", of which {floor:F2} is the least for this prior") : string.Empty;
        return new(FindingKind.PosteriorCollapse, Invariant(
            $"Posterior collapse: none of {d} latent dimensions depends on the image (KL {Math.Max(0, epoch.Validation.Kl):F2} nats{least}), and all images get the same reconstruction. {Remedy()}"));
    }

    private string Remedy()
    {
        TrainingOptions options = _trainer.Options;
        if (options.Beta > 1)
            return Invariant($"Its price is too high: instead of --beta {options.Beta}, try 1.");
        return options.KlSchedule == KlSchedule.Constant && options.FreeBits == 0
            ? "Try --kl-schedule linear, or --free-bits 0.1; a larger decoder makes it worse."
            : "Try a lower --beta; a larger decoder makes it worse.";
    }

    private Finding? Explosion(EpochMetrics epoch)
    {
        // While the weight of the KL is still growing, long codes are cheap and to be expected.
        bool growing = _trainer.Options.KlSchedule switch
        {
            KlSchedule.Constant => false,
            KlSchedule.Cyclical => epoch.Epoch < _trainer.Options.Epochs,
            _ => epoch.Epoch <= _trainer.Options.KlWarmUp,
        };
        int d = _trainer.Model.LatentDimensions;
        double most = Math.Max(d * MostNatsPerDimension, 2 * (_trainer.Options.Capacity ?? 0));
        if (growing || epoch.Validation.Kl <= most)
            return null;
        string cause = _trainer.Options.Beta < 0.1 && _trainer.Options.Capacity is null
            ? Invariant($"With --beta {_trainer.Options.Beta} codes cost next to nothing, so that they spread far beyond the prior: try a --beta nearer to 1.")
            : Invariant($"Try a lower --learning-rate than {_trainer.Options.LearningRate}, for example {_trainer.Options.LearningRate / 10}, or --clip-norm 100.");
        return new(FindingKind.KlExplosion, Invariant(
            $"The KL explodes: {epoch.Validation.Kl:G4} nats for {d} latent dimensions, where a few each are enough. {cause}"));
    }

    private Finding? Overfitting(EpochMetrics epoch)
    {
        EpochMetrics best = _history.MinBy(past => past.Validation.Total)!;
        double rise = epoch.Validation.Total - best.Validation.Total;
        bool isClear = rise > Math.Max(ClearRise, ClearShare * Math.Abs(best.Validation.Total));
        if (epoch.Epoch - best.Epoch < EpochsOfRise || !isClear || epoch.Train.Total >= best.Train.Total)
            return null;
        return new(FindingKind.Overfitting, Invariant(
            $"Overfitting: since epoch {best.Epoch} the training loss has fallen from {best.Train.Total:F1} to {epoch.Train.Total:F1}, and the validation loss has risen from {best.Validation.Total:F1} to {epoch.Validation.Total:F1} (reconstruction {epoch.Validation.Reconstruction - best.Validation.Reconstruction:+0.0;-0.0}, KL {epoch.Validation.Kl - best.Validation.Kl:+0.0;-0.0}). Use --early-stopping 3 to keep the best epoch, smaller --hidden layers, or more data."));
    }
}
