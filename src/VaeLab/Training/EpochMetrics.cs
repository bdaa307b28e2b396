using System.Text.Json.Serialization;
using VaeLab.Models;

namespace VaeLab.Training;

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
