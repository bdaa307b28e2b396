namespace VaeLab.Training;

/// <summary>What a training came to.</summary>
/// <param name="History">A line for each whole epoch.</param>
/// <param name="Steps">Steps taken, those of an unfinished epoch included.</param>
/// <param name="Seconds">From the first step to the end, validation included.</param>
/// <param name="ImagesPerSecond">Images trained on a second, without validation.</param>
/// <param name="Interrupted">Whether it was stopped before its last epoch was whole.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochMetrics> History, long Steps, double Seconds, double ImagesPerSecond, bool Interrupted);
