using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>Looks for one thing that may go wrong in a training. For one thread at a time.</summary>
public abstract class Diagnosis
{
    // Encoders begin near the prior, codes where no image is, discriminators without an opinion: all need some steps to leave that.
    private const int FewestSteps = 400;

    private const int WatchedImages = 1000;

    /// <summary>What is to be said after an epoch; null for nothing.</summary>
    /// <param name="history">The epochs so far, the present one last.</param>
    public abstract Finding? Examine(IReadOnlyList<EpochMetrics> history);

    /// <summary>The validation images that are encoded after each epoch, to see what the encoder makes of them.</summary>
    protected static SampleSet Watched(Trainer trainer)
    {
        SampleSet validation = trainer.Data.Validation;
        return validation.Slice(0, Math.Min(WatchedImages, validation.Count));
    }

    /// <summary>The validation loss of the mean image, at which nothing is learnt; null for a likelihood that has no such line.</summary>
    protected static double? MeanImage(Trainer trainer) => trainer.Model.Likelihood.Baselines(trainer.Data.Train, trainer.Data.Validation).MeanImage;

    /// <summary>Whether a model has had too few steps yet to be judged.</summary>
    protected static bool IsEarly(Trainer trainer, IReadOnlyList<EpochMetrics> history) =>
        (long)history[^1].Epoch * trainer.Data.Train.Count / trainer.Options.BatchSize < FewestSteps;
}

/// <summary>Finds latent dimensions that do not depend on the image, by what the encoder makes of some validation images.</summary>
internal sealed class CollapseDiagnosis(Trainer trainer, LatentModel model) : Diagnosis
{
    // A code that says nothing costs next to nothing, unless the encoder cannot learn any more.
    private const double DeadKl = 1;

    private readonly SampleSet _images = Watched(trainer);
    private readonly ModelInspector _inspector = new(model, trainer.Workers);

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        if (IsEarly(trainer, history))
            return null;
        EpochMetrics epoch = history[^1];
        LatentUsage usage = LatentUsage.Measure(_inspector, model.Prior.Moments, _images);
        int d = usage.Kl.Length, unused = d - usage.ActiveUnits;
        if (unused == 0)
            return null;
        if (unused < d)
        {
            return new(FindingKind.UnusedDimensions, Invariant(
                $"{unused} of {d} latent dimensions are not used: their posterior means are the same for all images. The model needs no more than {usage.ActiveUnits}; more to use: {(model.HasDensity ? "a lower TrainingOptions.Beta, TrainingOptions.FreeBits or TrainingOptions.KlSchedule" : "a lower AdversarialOptions.Weight")}."));
        }

        double floor = model.Options.Posterior == Models.Posterior.Diagonal ? model.Prior.LeastDiagonalKl : 0;
        string least = floor > 0 ? Invariant($", of which {floor:F2} is the least for this prior") : string.Empty;
        string kl = model.HasDensity ? Invariant($" (KL {Math.Max(0, epoch.Validation.Kl ?? 0):F2} nats{least})") : string.Empty;
        return new(FindingKind.PosteriorCollapse, Invariant(
            $"Posterior collapse: none of {d} latent dimensions depends on the image{kl}, and all images get the same reconstruction. {Remedy(epoch.Validation.Kl - floor)}"));
    }

    /// <param name="kl">The KL above the least for this prior; null for none.</param>
    private string Remedy(double? kl)
    {
        TrainingOptions options = trainer.Options;
        if (kl > DeadKl)
            return Invariant($"The encoder answers all images alike and is far from the prior, so its units are dead: try a lower TrainingOptions.LearningRate than {options.LearningRate}, for example {options.LearningRate / 10}.");
        if (!model.HasDensity)
            return "Try a lower AdversarialOptions.Weight.";
        if (options.Beta > 1)
            return Invariant($"Its price is too high: instead of TrainingOptions.Beta = {options.Beta}, try 1.");
        return options.KlSchedule == KlSchedule.Constant && options.FreeBits == 0
            ? "Try TrainingOptions.KlSchedule = Linear, or TrainingOptions.FreeBits = 0.1; a larger decoder makes it worse."
            : "Try a lower TrainingOptions.Beta; a larger decoder makes it worse.";
    }
}

/// <summary>Finds codes that are far longer than any image needs, and cost more than they save.</summary>
internal sealed class ExplosionDiagnosis(Trainer trainer, int dimensions) : Diagnosis
{
    // A code of 12 nats tells e¹² places of a dimension apart. MNIST takes 3 to 5 nats a dimension, a density of its pixels 30.
    private const double MostNatsPerDimension = 12;

    private readonly Lazy<double?> _meanImage = new(() => MeanImage(trainer));

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        TrainingOptions options = trainer.Options;
        EpochMetrics epoch = history[^1];

        // While the weight of the KL is still growing, long codes are cheap and to be expected.
        bool growing = options.KlSchedule switch
        {
            KlSchedule.Constant => false,
            KlSchedule.Cyclical => epoch.Epoch < options.Epochs,
            _ => epoch.Epoch <= options.KlWarmUp,
        };
        double most = Math.Max(dimensions * MostNatsPerDimension, 2 * (options.Capacity ?? 0));
        if (growing || IsEarly(trainer, history) || !(epoch.Validation.Kl > most) || !(epoch.Validation.Total > Reference(history, most)))
            return null;
        string cause = options.Beta < 0.1 && options.Capacity is null
            ? Invariant($"With TrainingOptions.Beta = {options.Beta} codes cost next to nothing, so that they spread far beyond the prior: try a TrainingOptions.Beta nearer to 1.")
            : Invariant($"Try a lower TrainingOptions.LearningRate than {options.LearningRate}, for example {options.LearningRate / 10}.");
        return new(FindingKind.KlExplosion, Invariant(
            $"The KL explodes: {epoch.Validation.Kl:G4} nats for {dimensions} latent dimensions, and the codes save less than they cost: the loss is {epoch.Validation.Total:G5}, {Compared()}. {cause}"));

        string Compared() => _meanImage.Value is { } meanImage ? Invariant($"where the mean image alone gives {meanImage:G5}") : "and it was lower before";
    }

    /// <summary>The loss of the mean image; where a likelihood has none, clearly more than the best epoch had.</summary>
    private double Reference(IReadOnlyList<EpochMetrics> history, double most) => _meanImage.Value ?? (history.Min(epoch => epoch.Validation.Total) + most);
}

/// <summary>Finds a model that ends above the mean image's loss, as no model does that has learnt something.</summary>
internal sealed class NothingLearntDiagnosis(Trainer trainer) : Diagnosis
{
    // A model whose code has collapsed is as good as the mean image, and above it by chance; that is another finding.
    private const double Chance = 0.01, MostOfCollapse = 0.5;

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        TrainingOptions options = trainer.Options;
        EpochMetrics kept = options.EarlyStopping > 0 ? history.MinBy(epoch => epoch.Validation.Total)! : history[^1];
        bool isLast = history.Count == options.Epochs || (options.EarlyStopping > 0 && history.Count - kept.Epoch >= options.EarlyStopping);
        if (!isLast || IsEarly(trainer, history) || kept.Validation.Kl < MostOfCollapse
            || MeanImage(trainer) is not { } meanImage)
            return null;

        // Where codes cost less than a bound charges, the loss that was trained is what counts.
        double Trained(Loss loss) => loss.Reconstruction + (Math.Min(1, options.Beta) * (loss.Kl ?? 0));
        double most = meanImage + (Chance * Math.Abs(meanImage));
        if (Trained(kept.Validation) <= most)
            return null;
        string cause = Trained(kept.Train) <= most
            ? "The training images' loss is below it, so that these have been learnt by heart. Use TrainingOptions.EarlyStopping = 3 to keep the best epoch, smaller ModelOptions.Hidden layers, or more data."
            : Invariant($"Try a lower TrainingOptions.LearningRate than {options.LearningRate}, for example {options.LearningRate / 10}, or more TrainingOptions.Epochs if the loss is still falling.");
        return new(FindingKind.NothingLearnt, Invariant(
            $"The model ends worse than the mean image: its validation loss is {Trained(kept.Validation):G5}, and an answer that is the same for all images, their mean, gives {meanImage:G5}. {cause}"));
    }
}

/// <summary>Finds a validation loss that rises while the training loss falls.</summary>
internal sealed class OverfittingDiagnosis : Diagnosis
{
    // One epoch's validation loss differs from the next by a few tenths of a nat by chance.
    private const double ClearRise = 1, ClearShare = 0.005;
    private const int EpochsOfRise = 3;

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics epoch = history[^1];
        EpochMetrics best = history.MinBy(past => past.Validation.Total)!;
        double rise = epoch.Validation.Total - best.Validation.Total;
        bool isClear = rise > Math.Max(ClearRise, ClearShare * Math.Abs(best.Validation.Total));
        if (epoch.Epoch - best.Epoch < EpochsOfRise || !isClear || epoch.Train.Total >= best.Train.Total)
            return null;
        return new(FindingKind.Overfitting, Invariant(
            $"Overfitting: since epoch {best.Epoch} the training loss has fallen from {best.Train.Total:F1} to {epoch.Train.Total:F1}, and the validation loss has risen from {best.Validation.Total:F1} to {epoch.Validation.Total:F1} (reconstruction {Change(epoch.Validation.Reconstruction - best.Validation.Reconstruction)}{(epoch.Validation.Kl is { } kl ? $", KL {Change(kl - best.Validation.Kl!.Value)}" : string.Empty)}). Use TrainingOptions.EarlyStopping = 3 to keep the best epoch, smaller ModelOptions.Hidden layers, or more data."));

        static string Change(double value) => Invariant($"{Math.Round(value, 1) + 0.0:+0.0;-0.0;0.0}"); // + 0.0 makes −0 a 0
    }
}

/// <summary>
/// Finds a discriminator that has won, from which nothing can be learnt since it is always right, or lost, from which nothing can be
/// learnt since it sees no difference. Between equals it is right somewhat more often than not.
/// </summary>
internal abstract class DiscriminatorDiagnosis(Trainer trainer) : Diagnosis
{
    /// <summary>A discriminator that gives two things the same probability but for this sees no difference.</summary>
    protected const double Blind = 0.05;

    private FindingKind? _before;

    /// <summary>What the last two epochs have shown: the players overtake one another, and a single epoch says little.</summary>
    public sealed override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        Finding? now = !IsEarly(trainer, history) && trainer.Data.Validation.Count > 1 && history[^1].Terms is { } terms ? Look(history[^1], terms) : null;
        (FindingKind? before, _before) = (_before, now?.Kind);
        return now?.Kind == before ? now : null;
    }

    /// <summary>What an epoch shows by itself.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="terms">The means of its loss's terms.</param>
    protected abstract Finding? Look(EpochMetrics epoch, IReadOnlyDictionary<string, double> terms);
}
