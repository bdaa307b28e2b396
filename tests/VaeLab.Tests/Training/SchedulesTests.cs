using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

public sealed class SchedulesTests
{
    [Theory]
    [InlineData(KlSchedule.Constant, 0, 1)]
    [InlineData(KlSchedule.Linear, 0, 0)]
    [InlineData(KlSchedule.Linear, 20, 0.5)]
    [InlineData(KlSchedule.Linear, 40, 1)]
    [InlineData(KlSchedule.Linear, 99, 1)]
    [InlineData(KlSchedule.Sigmoid, 0, 0.0066928509242848554)]
    [InlineData(KlSchedule.Sigmoid, 20, 0.5)]
    [InlineData(KlSchedule.Sigmoid, 40, 0.9933071490757153)]
    [InlineData(KlSchedule.Cyclical, 0, 0)]
    [InlineData(KlSchedule.Cyclical, 5, 0.4)]
    [InlineData(KlSchedule.Cyclical, 20, 1)]
    [InlineData(KlSchedule.Cyclical, 25, 0)]
    [InlineData(KlSchedule.Cyclical, 80, 0.4)]
    public void The_weight_of_the_kl_follows_its_formula(KlSchedule schedule, double t, double expected) =>
        Assert.Equal(expected, Schedules.KlFactor(schedule, t, warmUp: 40, total: 100, cycles: 4), 1e-12);

    [Theory]
    [InlineData(LearningRateSchedule.Constant, 77, 1)]
    [InlineData(LearningRateSchedule.Cosine, 0, 1)]
    [InlineData(LearningRateSchedule.Cosine, 50, 0.5)]
    [InlineData(LearningRateSchedule.Cosine, 100, 0)]
    [InlineData(LearningRateSchedule.Step, 29, 1)]
    [InlineData(LearningRateSchedule.Step, 30, 0.1)]
    [InlineData(LearningRateSchedule.Step, 60, 0.01)]
    public void The_learning_rate_follows_its_formula(LearningRateSchedule schedule, double t, double expected) =>
        Assert.Equal(expected, Schedules.LearningRateFactor(schedule, t, total: 100, stretch: 30, factor: 0.1), 1e-12);

    /// <summary>With 5 batches an epoch, step 10 is at half of a warm-up of 4 epochs and at the end of a stretch of 2.</summary>
    [Theory]
    [InlineData(0, 0, 0, 1)]
    [InlineData(10, 1.5, 4, 0.5)]
    [InlineData(19, 2.85, 7.6, 0.5)]
    [InlineData(40, 3, 8, 0.0625)]
    public void A_training_counts_epochs_in_steps(long step, double beta, double capacity, double rate)
    {
        const double kl = 2, weight = 10;
        TrainingOptions options = new()
        {
            Beta = 3,
            KlSchedule = KlSchedule.Linear,
            KlWarmUp = 4,
            CapacityWeight = weight,
            LearningRateSchedule = LearningRateSchedule.Step,
            LearningRateStep = 2,
            LearningRateFactor = 0.5,
        };
        using var pool = new WorkerPool(1);
        var optimizer = new Adam([new Parameter("weight", 1, 1)], learningRate: 1);

        Assert.Equal(beta * kl, Penalty(options, optimizer), 1e-5);
        Assert.Equal(rate, optimizer.LearningRate, 1e-12);
        Assert.Equal(weight * Math.Abs(kl - capacity), Penalty(options with { Capacity = 8 }, new Adam([new Parameter("weight", 1, 1)])), 1e-5);

        double Penalty(TrainingOptions options, Optimizer optimizer)
        {
            var schedule = new TrainingSchedule(options, new(), optimizer, batches: 5);
            var tape = new Tape(1, pool, gradients: false);
            Tensor input = tape.Input(1), penalty = schedule.Penalty.Apply(input, () => throw new InvalidOperationException());
            input.Values[0] = (float)kl;
            schedule.Set(step);
            tape.Forward();
            return penalty.Values[0];
        }
    }
}
