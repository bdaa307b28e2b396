using System.Text;
using System.Text.RegularExpressions;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Data;
using VaeLab.Training;

namespace VaeLab.Tests.Runs;

/// <summary>A training that is broken off after any step and gone on with comes to the same bits.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly Dataset s_data =
        Dataset.Create("pattern", new ImageSet(IdxBytes.Pattern(40 * 6), IdxBytes.Pattern(40), 2, 3), new ImageSet(IdxBytes.Pattern(4 * 6), IdxBytes.Pattern(4), 2, 3));

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<TrainingOptions> Trainings => new(
        Plain,
        Plain with { AverageDecay = 0.9, ClipNorm = 1, LearningRateSchedule = LearningRateSchedule.Cosine },
        Plain with { EarlyStopping = 2, LearningRate = 0.3, Binarization = Binarization.Dynamic, KlSchedule = KlSchedule.Cyclical },
        Plain with { EarlyStopping = 3, AverageDecay = 0.5, Capacity = 1, KlWarmUp = 2 },
        Plain with { Objective = Objective.Iwae(5), Gradient = BoundGradient.Dreg, Binarization = Binarization.Dynamic },
        Plain with { Objective = Objective.Piwae(2, 3), AverageDecay = 0.5 });

    private static TrainingOptions Plain { get; } = new() { Epochs = 3, BatchSize = 7, LearningRate = 0.01, Seed = 3 };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Broken_off_after_any_step_it_comes_to_the_same(TrainingOptions training)
    {
        (byte[] model, TrainingResult whole) = Finish(Create(training, "whole"), training, resume: false, threads: 1);
        for (int step = 0; step < whole.Steps; step++)
        {
            string folder = FormattableString.Invariant($"broken{step}");
            using (RunFolder run = Create(training, folder))
            {
                using var workers = new WorkerPool(2);
                using var stop = new CancellationTokenSource();
                var trainer = new Trainer(Model(), s_data, training, workers);
                int taken = 0;
                trainer.BatchCompleted += _ => Stop(++taken);
                run.Follow(trainer);
                Stop(taken);
                trainer.Fit(stop.Token);

                void Stop(int steps)
                {
                    if (steps == step)
                        stop.Cancel();
                }
            }

            (byte[] resumed, TrainingResult rest) = Finish(RunFolder.Reopen(_folder.At(folder)), training, resume: true, threads: 3);
            Assert.Equal(model, resumed);
            Assert.Equal((whole.Steps, whole.End), (rest.Steps, rest.End));
            Assert.Equal(whole.History.Select(epoch => epoch with { Seconds = 0, Terms = null }), rest.History.Select(epoch => epoch with { Seconds = 0, Terms = null }));
            Assert.Equal(whole.History.Select(epoch => epoch.Terms), rest.History.Select(epoch => epoch.Terms));
        }
    }

    [Fact]
    public void A_checkpoint_of_another_configuration_is_refused()
    {
        using (RunFolder run = Create(Plain, "run"))
        {
            using var workers = new WorkerPool(1);
            var trainer = new Trainer(Model(), s_data, Plain, workers);
            run.Follow(trainer);
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        string config = Path.Combine(_folder.At("run"), "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"learning_rate\": 0.01", "\"learning_rate\": 0.02", StringComparison.Ordinal));
        using var reopened = RunFolder.Reopen(_folder.At("run"));
        using var others = new WorkerPool(1);
        var resumed = new Trainer(Model(), s_data, reopened.Options.Training, others);
        Assert.Contains("is of another configuration", Assert.Throws<InputException>(() => reopened.Restore(resumed)).Message, StringComparison.Ordinal);
    }

    /// <summary>Version 0.1.0 wrote <c>gelu</c> for what is <c>gelu-tanh</c> now.</summary>
    [Fact]
    public void A_checkpoint_in_the_words_of_version_0_1_0_is_gone_on_with()
    {
        ExperimentOptions options = Options(Plain) with { Model = new() { Hidden = [5], Activation = Activation.GeluTanh } };
        using var workers = new WorkerPool(1);
        using (var run = RunFolder.Create(options with { OutputFolder = _folder.At("run") }, s_data))
        {
            var trainer = new Trainer(options.CreateModel(s_data.Train.Shape), s_data, Plain, workers);
            run.Follow(trainer);
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        // Of the same length, for what stands before the checkpoint's header says how long that is.
        foreach (string file in new[] { "config.json", "checkpoint.safetensors" })
        {
            string path = Path.Combine(_folder.At("run"), file), text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
            string changed = Regex.Replace(text, """gelu-tanh(?<quote>\\u0022|\\"|")""", "gelu${quote}     ", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.NotEqual(text, changed, StringComparer.Ordinal);
            File.WriteAllBytes(path, Encoding.Latin1.GetBytes(changed));
        }

        using var reopened = RunFolder.Reopen(_folder.At("run"));
        var resumed = new Trainer(reopened.Options.CreateModel(s_data.Train.Shape), s_data, reopened.Options.Training, workers);
        reopened.Restore(resumed);
        Assert.Equal(Plain.Epochs, resumed.Progress.History.Count);
    }

    private static Vae Model() => (Vae)Options(Plain).CreateModel(s_data.Train.Shape);

    private static ExperimentOptions Options(TrainingOptions training) =>
        new() { Name = "broken", Model = new() { Hidden = [5] }, Training = training };

    private RunFolder Create(TrainingOptions training, string folder) =>
        RunFolder.Create(Options(training) with { OutputFolder = _folder.At(folder) }, s_data);

    private static (byte[] Model, TrainingResult Result) Finish(RunFolder run, TrainingOptions training, bool resume, int threads)
    {
        using (run)
        {
            using var workers = new WorkerPool(threads);
            Vae model = Model();
            var trainer = new Trainer(model, s_data, training, workers);
            if (resume)
                run.Restore(trainer);
            run.Follow(trainer);
            TrainingResult result = trainer.Fit(TestContext.Current.CancellationToken);
            run.Save(model);
            return (File.ReadAllBytes(Path.Combine(run.Path, "model.safetensors")), result);
        }
    }
}
