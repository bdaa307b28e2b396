namespace VaeLab.Training;

/// <summary>How far a training is; with its tensors, all that it needs to go on.</summary>
/// <param name="History">The whole epochs.</param>
/// <param name="Batch">Batches taken of the epoch after them.</param>
/// <param name="Mean">The loss of those batches.</param>
/// <param name="Steps">Steps taken in all.</param>
/// <param name="Images">Images trained on in all.</param>
/// <param name="KeptEpoch">The epoch that the kept weights come from.</param>
/// <param name="Seconds">The time so far.</param>
/// <param name="StepSeconds">The time so far without validation.</param>
internal sealed record TrainingProgress(
    IReadOnlyList<EpochMetrics> History, int Batch, LossMean Mean, long Steps, long Images, int KeptEpoch, double Seconds, double StepSeconds)
{
    private const double MostSeconds = 1e9;

    /// <summary>Whether a training with these options can be so far.</summary>
    public bool IsSound(TrainingOptions options) =>
        History.Select(epoch => epoch?.Epoch).SequenceEqual(Enumerable.Range(1, History.Count).Select(epoch => (int?)epoch))
        && History.Count <= options.Epochs && Batch >= 0 && Steps >= 0 && Images >= 0 && KeptEpoch >= 0 && KeptEpoch <= History.Count
        && Seconds is >= 0 and < MostSeconds && StepSeconds is >= 0 and < MostSeconds;
}
