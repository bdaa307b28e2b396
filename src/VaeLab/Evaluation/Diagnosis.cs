using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>Looks for one thing that may go wrong in a training.</summary>
internal abstract class Diagnosis
{
    /// <summary>What is to be said after an epoch; null for nothing.</summary>
    /// <param name="history">The epochs so far, the present one last.</param>
    public abstract Finding? Examine(IReadOnlyList<EpochMetrics> history);
}
