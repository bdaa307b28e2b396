using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>What changes from step to step of a training: the weight or the capacity of the KL, and the learning rate.</summary>
internal sealed class TrainingSchedule
{
    private readonly TrainingOptions _options;
    private readonly Optimizer _optimizer;
    private readonly double _learningRate;
    private readonly int _batches;
    private readonly Func<long, long, double> _learningRateFactor;
    private readonly Coefficient _beta;
    private readonly Coefficient _capacity = new(0);

    /// <param name="options">The schedules.</param>
    /// <param name="parts">What replaces them.</param>
    /// <param name="optimizer">Whose learning rate follows a schedule.</param>
    /// <param name="batches">Steps in an epoch.</param>
    public TrainingSchedule(TrainingOptions options, TrainingParts parts, Optimizer optimizer, int batches)
    {
        (_options, _optimizer, _learningRate, _batches, _beta) = (options, optimizer, optimizer.LearningRate, batches, options.Beta);
        _learningRateFactor = parts.LearningRateFactor ?? ((t, total) => Schedules.LearningRateFactor(
            options.LearningRateSchedule, t, total, options.LearningRateStep * batches, options.LearningRateFactor));
        Penalty = parts.Penalty
            ?? (options.Capacity is not null ? KlPenalty.Capacity(options.CapacityWeight, _capacity)
            : options.FreeBits > 0 ? KlPenalty.FreeBits(_beta, options.FreeBits)
            : KlPenalty.Weighted(_beta));
    }

    /// <summary>The penalty; that of the options has coefficients that follow the schedule.</summary>
    public KlPenalty Penalty { get; }

    /// <summary>Sets everything for step t, counted from 0.</summary>
    public void Set(long t)
    {
        long total = (long)_options.Epochs * _batches;
        double warmUp = _options.KlWarmUp * _batches;
        _beta.Value = (float)(_options.Beta * Schedules.KlFactor(_options.KlSchedule, t, warmUp, total, _options.KlCycles));
        _capacity.Value = (float)((_options.Capacity ?? 0) * Math.Min(1, t / warmUp));
        _optimizer.LearningRate = _learningRate * _learningRateFactor(t, total);
    }
}
