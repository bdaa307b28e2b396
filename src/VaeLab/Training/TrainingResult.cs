namespace VaeLab.Training;

/// <summary>What a training came to.</summary>
/// <param name="History">A line for each whole epoch.</param>
/// <param name="Steps">Steps taken, those of an unfinished epoch included.</param>
/// <param name="Seconds">From the first step to the end, validation included.</param>
/// <param name="ImagesPerSecond">Images trained on a second, without validation.</param>
/// <param name="End">How it ended.</param>
/// <param name="Divergence">What is known of a loss that was no longer a finite number; null if all of them were.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochMetrics> History, long Steps, double Seconds, double ImagesPerSecond, TrainingEnd End, Finding? Divergence = null)
{
    /// <summary>Whether it went on to where it was meant to end.</summary>
    public bool IsWhole => End is TrainingEnd.Completed or TrainingEnd.StoppedEarly;
}
