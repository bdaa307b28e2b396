using VaeLab.Training;

namespace VaeLab.Evaluation;

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
