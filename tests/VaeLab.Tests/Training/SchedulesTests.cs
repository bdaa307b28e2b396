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
}
