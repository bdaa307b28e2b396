using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

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
            $"Overfitting: since epoch {best.Epoch} the training loss has fallen from {best.Train.Total:F1} to {epoch.Train.Total:F1}, and the validation loss has risen from {best.Validation.Total:F1} to {epoch.Validation.Total:F1} (reconstruction {epoch.Validation.Reconstruction - best.Validation.Reconstruction:+0.0;-0.0}, KL {epoch.Validation.Kl - best.Validation.Kl:+0.0;-0.0}). Use --early-stopping 3 to keep the best epoch, smaller --hidden layers, or more data."));
    }
}
