using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainingOptions s_options = new() { Epochs = 3, BatchSize = 10, LearningRate = 0.01, Seed = 5 };

    [Fact]
    public void Any_number_of_threads_gives_the_same_model()
    {
        (float[][] Values, TrainingResult Result)[] runs = [.. new[] { 1, 2, 3, 8 }.Select(threads => Train(s_options with { Threads = threads }))];
        foreach ((float[][] values, TrainingResult result) in runs)
        {
            Assert.Equal(runs[0].Values, values);
            Assert.Equal(runs[0].Result.History.Select(epoch => (epoch.Train, epoch.Validation)), result.History.Select(epoch => (epoch.Train, epoch.Validation)));
        }
    }

    [Fact]
    public void Another_seed_gives_another_model() =>
        Assert.NotEqual(Train(s_options).Values, Train(s_options with { Seed = 6 }).Values);

    [Fact]
    public void A_loss_of_ones_own_trains_and_the_negative_elbo_validates()
    {
        using var pool = new WorkerPool(2);
        Vae model = LittleData.Model(seed: s_options.Seed);
        (float[][] expected, TrainingResult weighted) = Train(s_options with { Beta = 0.25 });
        TrainingResult own = new Trainer(model, LittleData.Dataset(), s_options, pool, new() { Loss = Quarter }).Fit(TestContext.Current.CancellationToken);

        // The same gradients as β = ¼; what it reports is its own, and the validation is as ever.
        Assert.Equal(expected, LittleData.Values(model));
        Assert.Equal(weighted.History.Select(epoch => epoch.Validation), own.History.Select(epoch => epoch.Validation));
        Assert.All(weighted.History.Zip(own.History), pair => Assert.Equal(4 * pair.First.Train.Kl!.Value, pair.Second.Train.Kl!.Value, 1e-5 * pair.Second.Train.Kl!.Value));

        VaeLoss Quarter(Batch batch)
        {
            VaeLoss loss = model.Loss(batch.Images, batch.Noise, KlPenalty.Weighted(0.25));
            return loss with { Kl = 4 * loss.Kl! };
        }
    }

    [Fact]
    public void Training_learns_and_tells_of_every_batch_and_epoch()
    {
        var batches = new List<BatchProgress>();
        var epochs = new List<EpochMetrics>();
        const int epochCount = 60, batchCount = 7;
        TrainingOptions options = s_options with { Epochs = epochCount };
        (_, TrainingResult result) = Train(options, trainer =>
        {
            trainer.BatchCompleted += batches.Add;
            trainer.EpochCompleted += epochs.Add;
        });

        Assert.Equal((TrainingEnd.Completed, true, null), (result.End, result.IsWhole, result.Divergence));
        Assert.Equal(epochCount * batchCount, result.Steps);
        Assert.Equal(epochs, result.History);
        Assert.Equal(Enumerable.Range(1, epochCount), epochs.Select(epoch => epoch.Epoch));
        Assert.Equal(
            Enumerable.Range(0, epochCount * batchCount).Select(i => ((i / batchCount) + 1, epochCount, (i % batchCount) + 1, batchCount)),
            batches.Select(batch => (batch.Epoch, batch.Epochs, batch.Batch, batch.Batches)));
        Assert.All(epochs, epoch => Assert.Equal(epoch.Train, batches[(epoch.Epoch * batchCount) - 1].Mean));
        Assert.Equal(TimeSpan.Zero, batches[^1].Remaining);
        Assert.InRange(epochs[^1].Train.Total, 0, 0.8 * epochs[0].Train.Total);
        Assert.InRange(epochs[^1].Validation.Total, 0, 0.8 * epochs[0].Validation.Total);
    }

    [Fact]
    public void Every_training_image_is_seen_once_an_epoch_and_counts_the_same()
    {
        // With a rate that moves nothing, the mean over the batches is the mean over the images: that of any other batches.
        TrainingOptions still = s_options with { LearningRate = 1e-15, Epochs = 1 };
        Loss[] means = [.. new[] { 1, 2, 10, 32, 63 }.Select(batch => Train(still with { BatchSize = batch }).Result.History[0].Train)];
        Assert.All(means, mean => Assert.Equal(means[0].Kl!.Value, mean.Kl!.Value, 1e-6 * means[0].Kl!.Value));

        // Noise goes by place in the epoch, so that the batch size does not change it either.
        Assert.All(means, mean => Assert.Equal(means[0].Reconstruction, mean.Reconstruction, 1e-6 * means[0].Reconstruction));
    }

    [Fact]
    public void The_test_images_are_not_read()
    {
        var test = new LittleData.LockedImages(LittleData.Images(20, stream: 1));
        Dataset data = Dataset.Create("bars", LittleData.Images(70), test.ToSet());
        test.IsLocked = true;
        Assert.Throws<InvalidOperationException>(() => data.Test!.Fill(0, 1, new float[LittleData.Pixels]));

        Dataset other = Dataset.Create("bars", LittleData.Images(70), LittleData.Images(33, stream: 2));
        Assert.Equal(Train(s_options, data: other).Values, Train(s_options, data: data).Values);
    }

    [Fact]
    public void Asked_to_stop_it_stops_after_the_present_step_and_keeps_the_model()
    {
        float[][]? atStop = null;
        using var source = new CancellationTokenSource();
        using var pool = new WorkerPool(2);
        Vae model = LittleData.Model(seed: 5), whole = LittleData.Model(seed: 5);
        var full = new Trainer(whole, LittleData.Dataset(), s_options, pool);
        full.BatchCompleted += batch => atStop = batch is { Epoch: 2, Batch: 3 } ? LittleData.Values(whole) : atStop;
        full.Fit(TestContext.Current.CancellationToken);

        var stopped = new Trainer(model, LittleData.Dataset(), s_options, pool);
        stopped.BatchCompleted += batch =>
        {
            if (batch is { Epoch: 2, Batch: 3 })
                source.Cancel();
        };
        TrainingResult result = stopped.Fit(source.Token);

        Assert.Equal((TrainingEnd.Interrupted, false), (result.End, result.IsWhole));
        Assert.Equal(7 + 3, result.Steps);
        Assert.Equal(1, Assert.Single(result.History).Epoch);
        Assert.Equal(atStop!, LittleData.Values(model));
    }

    [Fact]
    public void Asked_to_stop_before_it_begins_it_changes_nothing()
    {
        using var pool = new WorkerPool(1);
        Vae model = LittleData.Model(seed: 5);
        float[][] before = LittleData.Values(model);
        TrainingResult result = new Trainer(model, LittleData.Dataset(), s_options, pool).Fit(new CancellationToken(canceled: true));
        Assert.Equal((TrainingEnd.Interrupted, 0L, 0), (result.End, result.Steps, result.History.Count));
        Assert.Equal(before, LittleData.Values(model));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(63)] // One batch is an epoch: only the validation shows it.
    public void A_training_that_diverges_at_once_goes_back_to_its_beginning(int batchSize)
    {
        (float[][] values, TrainingResult result) = Train(s_options with { BatchSize = batchSize, LearningRate = 1e6 });
        Assert.Equal((TrainingEnd.Diverged, false, 0), (result.End, result.IsWhole, result.History.Count));
        Assert.Equal(LittleData.Values(LittleData.Model(seed: s_options.Seed)), values);
        Assert.Equal(FindingKind.NotFinite, result.Divergence!.Kind);
        Assert.StartsWith("The loss is no longer a finite number in epoch 1, batch ", result.Divergence.Message, StringComparison.Ordinal);
        Assert.EndsWith("The learning rate is too high: instead of TrainingOptions.LearningRate = 1000000, try 0.001.", result.Divergence.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0)]
    [InlineData(0, 9)]
    public void A_training_that_diverges_later_keeps_its_last_good_epoch(double averageDecay, int earlyStopping)
    {
        // The weights become infinite after the second epoch.
        TrainingOptions options = s_options with { Epochs = 4, AverageDecay = averageDecay, EarlyStopping = earlyStopping };
        (_, TrainingResult result) = Train(options, trainer => trainer.BatchCompleted += batch =>
        {
            if (batch is { Epoch: 3, Batch: 1 })
                trainer.Model.Parameters[0].CopyFrom(Enumerable.Repeat(float.PositiveInfinity, trainer.Model.Parameters[0].Length).ToArray());
        }, out Vae model);
        Assert.Equal((TrainingEnd.Diverged, 2), (result.End, result.History.Count));
        Assert.Contains("The model is as it was after epoch 2.", result.Divergence!.Message, StringComparison.Ordinal);

        using var pool = new WorkerPool(1);
        Loss kept = new LossEvaluator(model, pool).Evaluate(LittleData.Dataset().Validation, new(options.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Validation));
        Assert.Equal(result.History[^1].Validation, kept);
    }

    [Fact]
    public void The_likely_cause_of_a_divergence_is_named()
    {
        Vae narrow = new(SampleShape.Gray(2, 2), new() { Likelihood = Likelihoods.Gaussian, Sigma = 1e-15, Hidden = [4] }, LittleData.Prior("2-D"), VaeLab.Distributions.Likelihood.Gaussian(1e-15), 0);
        Assert.EndsWith("try a larger ModelOptions.Sigma than 1E-15, for example 0.1.", Cause(narrow, new(double.NaN, 1)), StringComparison.Ordinal);
        Assert.EndsWith("The decoder's output has overflowed: try a lower TrainingOptions.LearningRate than 0.01, for example 0.001.", Cause(LittleData.Model(), new(double.NaN, 1)), StringComparison.Ordinal);
        Assert.Contains("The encoder's exp(ln σ²) or μ² has overflowed", Cause(LittleData.Model(), new(100, double.PositiveInfinity)), StringComparison.Ordinal);

        static string Cause(Vae model, Loss loss) => Divergence.Explain(3, 7, loss, model, s_options.LearningRate, 2).Message;
    }

    [Fact]
    public void All_faults_of_the_options_come_together()
    {
        var options = new TrainingOptions { Epochs = 0, BatchSize = 64, LearningRate = double.NaN, Beta = -1, Threads = 0 };
        using var pool = new WorkerPool(1);
        var model = new Vae(SampleShape.Features(LittleData.Pixels + 1), new ModelOptions { Hidden = [4] }, LittleData.Prior("2-D"), VaeLab.Distributions.Likelihood.Bernoulli, 0);
        InputException fault = Assert.Throws<InputException>(() => new Trainer(model, LittleData.Dataset(), options, pool));

        string[] expected = ["TrainingOptions.Beta is -1", "TrainingOptions.Epochs is 0", "TrainingOptions.LearningRate is NaN", "TrainingOptions.Threads is 0", "TrainingOptions.BatchSize is 64, and there are only 63", "The images have 5 × 6 pixels and the model takes 31 features"];
        Assert.Equal(expected.Length, fault.Faults.Count);
        Assert.All(expected.Zip(fault.Faults), pair => Assert.Contains(pair.First, pair.Second, StringComparison.Ordinal));
        Assert.Contains("TrainingOptions.BatchSize is 0", Assert.Single(new TrainingOptions { BatchSize = 0 }.Faults(10)), StringComparison.Ordinal);
        Assert.Empty(new TrainingOptions { BatchSize = 63 }.Faults(63));
    }

    private static (float[][] Values, TrainingResult Result) Train(TrainingOptions options, Action<Trainer>? prepare = null, Dataset? data = null) =>
        Train(options, prepare, out _, data);

    private static (float[][] Values, TrainingResult Result) Train(TrainingOptions options, Action<Trainer>? prepare, out Vae model, Dataset? data = null)
    {
        using var pool = new WorkerPool(options.Threads);
        model = LittleData.Model(seed: options.Seed);
        var trainer = new Trainer(model, data ?? LittleData.Dataset(), options, pool);
        prepare?.Invoke(trainer);
        TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
        return (LittleData.Values(model), result);
    }
}
