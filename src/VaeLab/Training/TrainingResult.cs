using System.Text.Json.Serialization;
using VaeLab.Models;

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
    /// <summary>What a <see cref="Kinds.TrainingMonitor"/> has found after the last epoch; nothing where none has watched.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Whether the model is of no use: the loss was no longer a finite number, the KL exploded, or it is worse than the mean image.</summary>
    public bool HasFailed => End == TrainingEnd.Diverged || Findings.Any(finding => finding.Kind is FindingKind.KlExplosion or FindingKind.NothingLearnt);

    /// <summary>Whether it went on to where it was meant to end, and the model is of use.</summary>
    public bool IsWhole => !HasFailed && End is (TrainingEnd.Completed or TrainingEnd.StoppedEarly);
}

/// <summary>How a training ended.</summary>
public enum TrainingEnd
{
    /// <summary>After its last epoch.</summary>
    Completed,

    /// <summary>Because the validation loss fell no more; the best model is kept.</summary>
    StoppedEarly,

    /// <summary>Because it was asked to, amid an epoch; the model keeps what it has learnt so far.</summary>
    Interrupted,

    /// <summary>Because the loss was no longer a finite number; the model is back at its last good state.</summary>
    Diverged,
}

/// <summary>What one epoch of training left behind: a line of <c>metrics.jsonl</c>.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Seconds">Seconds that the epoch took, validation included.</param>
/// <param name="Train">Mean over the epoch's training images, each measured when it was trained on.</param>
/// <param name="Validation">On the validation images, after the epoch.</param>
/// <param name="Terms">Means of the other <see cref="ModelLoss.Terms"/> over the epoch's training images, by name; null for a model without.</param>
public sealed record EpochMetrics(
    int Epoch,
    double Seconds,
    Loss Train,
    Loss Validation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Terms = null);

/// <summary>Where a training stands after a batch.</summary>
/// <param name="Epoch">The present epoch, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Batch">The batch just done, from 1.</param>
/// <param name="Batches">All batches of an epoch.</param>
/// <param name="Mean">The mean loss over the epoch's images so far.</param>
/// <param name="ImagesPerSecond">Images trained on a second, over this epoch.</param>
/// <param name="Remaining">Until the end of the last epoch, at the pace so far.</param>
public readonly record struct BatchProgress(
    int Epoch, int Epochs, int Batch, int Batches, Loss Mean, double ImagesPerSecond, TimeSpan Remaining);
