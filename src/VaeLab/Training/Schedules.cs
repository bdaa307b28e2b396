namespace VaeLab.Training;

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
