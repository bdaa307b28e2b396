using System.Text.Json.Serialization;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>How far a training is; with its tensors, all that it needs to go on.</summary>
/// <param name="History">The whole epochs.</param>
/// <param name="Batch">Batches taken of the epoch after them.</param>
/// <param name="Mean">The loss of those batches.</param>
/// <param name="KeptEpoch">The epoch that the kept weights come from.</param>
/// <param name="Seconds">The time so far.</param>
/// <param name="StepSeconds">The time so far without validation.</param>
/// <param name="Terms">Sums of the other <see cref="ModelLoss.Terms"/> of those batches; null if there are none.</param>
internal sealed record TrainingProgress(
    IReadOnlyList<EpochMetrics> History, int Batch, LossMean Mean, int KeptEpoch, double Seconds, double StepSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? Terms = null);
