using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>What changes from step to step of a training: the weight or the capacity of the KL, and the learning rate.</summary>
internal sealed class TrainingSchedule
{
    private readonly TrainingOptions _options;
    private readonly int _batches;
    private readonly Coefficient _beta;
    private readonly Coefficient _capacity = new(0);

    /// <param name="options">The schedules.</param>
    /// <param name="batches">Steps in an epoch.</param>
    public TrainingSchedule(TrainingOptions options, int batches)
    {
        (_options, _batches, _beta) = (options, batches, options.Beta);
        Penalty = options.Capacity is not null ? KlPenalty.Capacity(options.CapacityWeight, _capacity)
            : options.FreeBits > 0 ? KlPenalty.FreeBits(_beta, options.FreeBits)
            : KlPenalty.Weighted(_beta);
    }

    /// <summary>The penalty whose coefficients follow the schedule.</summary>
    public KlPenalty Penalty { get; }

    /// <summary>Sets everything for step t, counted from 0.</summary>
    public void Set(long t, Adam optimizer)
    {
        double total = (double)_options.Epochs * _batches, warmUp = _options.KlWarmUp * _batches;
        _beta.Value = (float)(_options.Beta * Schedules.KlFactor(_options.KlSchedule, t, warmUp, total, _options.KlCycles));
        _capacity.Value = (float)((_options.Capacity ?? 0) * Math.Min(1, t / warmUp));
        optimizer.LearningRate = _options.LearningRate * Schedules.LearningRateFactor(
            _options.LearningRateSchedule, t, total, _options.LearningRateStep * _batches, _options.LearningRateFactor);
    }
}
