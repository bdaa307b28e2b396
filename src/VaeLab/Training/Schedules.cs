using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>How the weight of the KL grows to β while training.</summary>
public enum KlSchedule
{
    /// <summary>β from the first step on.</summary>
    Constant,

    /// <summary>β · min(1, t/T): a straight line over the warm-up of T steps (Sønderby et al. 2016).</summary>
    Linear,

    /// <summary>β / (1 + e^(−k(t−t₀))), with the middle t₀ = T/2 and k = 10/T, so that the curve spans the warm-up of T steps (Bowman et al. 2016).</summary>
    Sigmoid,

    /// <summary>β · min(1, τ/R) with τ = mod(t, T/M)/(T/M): M straight lines over the whole training, each taking R = ½ of its cycle (Fu et al. 2019).</summary>
    Cyclical,
}

/// <summary>How the learning rate changes while training.</summary>
public enum LearningRateSchedule
{
    /// <summary>η throughout.</summary>
    Constant,

    /// <summary>η · ½(1 + cos(πt/T)): down to 0 over the whole training of T steps (Loshchilov &amp; Hutter 2017).</summary>
    Cosine,

    /// <summary>η · factorⁿ after every n-th stretch of so many epochs.</summary>
    Step,
}

/// <summary>What schedules come to at a step.</summary>
public static class Schedules
{
    private const double SigmoidSteepness = 10, RisingShare = 0.5;

    /// <summary>The factor on β at step t, counted from 0.</summary>
    /// <param name="schedule">Which one.</param>
    /// <param name="t">The step.</param>
    /// <param name="warmUp">T, the steps of the warm-up.</param>
    /// <param name="total">The steps of the whole training.</param>
    /// <param name="cycles">M, for a cyclical schedule.</param>
    public static double KlFactor(KlSchedule schedule, double t, double warmUp, double total, int cycles) => schedule switch
    {
        KlSchedule.Linear => Math.Min(1, t / warmUp),
        KlSchedule.Sigmoid => 1 / (1 + Math.Exp(-SigmoidSteepness / warmUp * (t - (warmUp / 2)))),
        KlSchedule.Cyclical => Math.Min(1, t % (total / cycles) / (total / cycles) / RisingShare),
        _ => 1,
    };

    /// <summary>The factor on the learning rate at step t, counted from 0.</summary>
    /// <param name="schedule">Which one.</param>
    /// <param name="t">The step.</param>
    /// <param name="total">The steps of the whole training.</param>
    /// <param name="stretch">Steps between two reductions, for a step schedule.</param>
    /// <param name="factor">What each of them multiplies by.</param>
    public static double LearningRateFactor(LearningRateSchedule schedule, double t, double total, double stretch, double factor) => schedule switch
    {
        LearningRateSchedule.Cosine => 0.5 * (1 + Math.Cos(Math.PI * t / total)),
        LearningRateSchedule.Step => Math.Pow(factor, Math.Floor(t / stretch)),
        _ => 1,
    };
}

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
