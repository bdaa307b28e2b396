using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>Parts of a training that are written in code. Each one that is null is as <see cref="TrainingOptions"/> describe it.</summary>
/// <remarks>
/// A checkpoint holds the tensors of an optimizer and no code: to resume, give the new <see cref="Trainer"/> the same parts.
/// </remarks>
public sealed record TrainingParts
{
    /// <summary>
    /// Makes the optimizer of the parameters that are learnt. Its <see cref="Optimizer.LearningRate"/>, as it is made, takes the
    /// place of <see cref="TrainingOptions.LearningRate"/>; the schedule multiplies it.
    /// </summary>
    public Func<IReadOnlyList<Parameter>, Optimizer>? Optimizer { get; init; }

    /// <summary>The factor on the learning rate, from the step, counted from 0, and the steps of the whole training.</summary>
    public Func<long, long, double>? LearningRateFactor { get; init; }

    /// <summary>What becomes of the KL, in place of β, its schedule, free bits and capacity: a trainer refuses them beside it.</summary>
    public KlPenalty? Penalty { get; init; }

    /// <summary>
    /// The loss of a batch, as for <see cref="TrainingStep"/>, in place of the model's own with a penalty. Validation is by the
    /// negative ELBO in any case. β, its schedule, free bits and capacity are refused beside it.
    /// </summary>
    public Func<Batch, ModelLoss>? Loss { get; init; }
}
