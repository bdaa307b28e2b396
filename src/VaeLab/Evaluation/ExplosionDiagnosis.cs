using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

/// <summary>Finds codes that are far longer than any image needs.</summary>
internal sealed class ExplosionDiagnosis(TrainingOptions options, int dimensions) : Diagnosis
{
    // A code of 12 nats tells e¹² places of a dimension apart. No digit needs that; MNIST takes 3 to 5 nats a dimension.
    private const double MostNatsPerDimension = 12;

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics epoch = history[^1];

        // While the weight of the KL is still growing, long codes are cheap and to be expected.
        bool growing = options.KlSchedule switch
        {
            KlSchedule.Constant => false,
            KlSchedule.Cyclical => epoch.Epoch < options.Epochs,
            _ => epoch.Epoch <= options.KlWarmUp,
        };
        double most = Math.Max(dimensions * MostNatsPerDimension, 2 * (options.Capacity ?? 0));
        if (growing || epoch.Validation.Kl <= most)
            return null;
        string cause = options.Beta < 0.1 && options.Capacity is null
            ? Invariant($"With --beta {options.Beta} codes cost next to nothing, so that they spread far beyond the prior: try a --beta nearer to 1.")
            : Invariant($"Try a lower --learning-rate than {options.LearningRate}, for example {options.LearningRate / 10}, or --clip-norm 100.");
        return new(FindingKind.KlExplosion, Invariant(
            $"The KL explodes: {epoch.Validation.Kl:G4} nats for {dimensions} latent dimensions, where a few each are enough. {cause}"));
    }
}
