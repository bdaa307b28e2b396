using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

/// <summary>What a second call of <see cref="Trainer.Fit"/> does: it goes on after an interruption, and changes nothing after the end.</summary>
public sealed class TrainingPauseTests : IDisposable
{
    private static readonly TrainingOptions s_plain = new() { Epochs = 4, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    private readonly WorkerPool _pool = new(2);

    public static TheoryData<TrainingOptions, TrainingEnd> Trainings => new()
    {
        { s_plain, TrainingEnd.Completed },
        { s_plain with { AverageDecay = 0.9 }, TrainingEnd.Completed },
        { s_plain with { EarlyStopping = 3, LearningRate = 0.1, Epochs = 12 }, TrainingEnd.StoppedEarly },
        { s_plain with { EarlyStopping = 3, LearningRate = 0.1, Epochs = 12, AverageDecay = 0.5 }, TrainingEnd.StoppedEarly },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void A_training_that_pauses_comes_to_the_bits_of_one_that_does_not(TrainingOptions options, TrainingEnd end)
    {
        Vae whole = LittleData.Model(seed: 5), paused = LittleData.Model(seed: 5);
        TrainingResult expected = new Trainer(whole, LittleData.Dataset(), options, _pool).Fit(TestContext.Current.CancellationToken);
        Assert.Equal(end, expected.End);

        // A pause before the first step, and then after every fifth: amid epochs, and between them.
        var trainer = new Trainer(paused, LittleData.Dataset(), options, _pool);
        Assert.Equal((TrainingEnd.Interrupted, 0L), Pause(trainer, steps: 0));
        long steps = 0;
        while (steps + 5 < expected.Steps)
            Assert.Equal((TrainingEnd.Interrupted, steps += 5), Pause(trainer, steps: 5));
        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);

        Assert.Equal((expected.End, expected.Steps), (result.End, result.Steps));
        Assert.Equal(expected.History.Select(epoch => epoch with { Seconds = 0 }), result.History.Select(epoch => epoch with { Seconds = 0 }));
        Assert.Equal(LittleData.Values(whole), LittleData.Values(paused));
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void After_its_end_a_training_gives_the_same_result_and_changes_nothing(TrainingOptions options, TrainingEnd end) => EndsOnce(options, end);

    [Theory]
    [InlineData(0)]
    [InlineData(0.9)]
    public void After_a_divergence_too(double averageDecay) =>
        EndsOnce(s_plain with { LearningRate = 1e6, AverageDecay = averageDecay }, TrainingEnd.Diverged);

    public void Dispose() => _pool.Dispose();

    private static (TrainingEnd End, long Steps) Pause(Trainer trainer, int steps)
    {
        using var stop = new CancellationTokenSource();
        void Count(BatchProgress progress)
        {
            if (--steps == 0)
                stop.Cancel();
        }

        if (steps == 0)
            stop.Cancel();
        trainer.BatchCompleted += Count;
        TrainingResult result = trainer.Fit(stop.Token);
        trainer.BatchCompleted -= Count;
        return (result.End, result.Steps);
    }

    private void EndsOnce(TrainingOptions options, TrainingEnd end)
    {
        Vae model = LittleData.Model(seed: 5);
        var trainer = new Trainer(model, LittleData.Dataset(), options, _pool);
        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
        Assert.Equal(end, result.End);
        float[][] values = LittleData.Values(model);
        int told = 0;
        trainer.BatchCompleted += _ => told++;
        trainer.EpochCompleted += _ => told++;
        trainer.CheckpointReached += () => told++;
        Assert.Same(result, trainer.Fit(TestContext.Current.CancellationToken));
        Assert.Same(result, trainer.Fit(new CancellationToken(canceled: true)));
        Assert.Equal(values, LittleData.Values(model));
        Assert.Equal(0, told);
    }
}
