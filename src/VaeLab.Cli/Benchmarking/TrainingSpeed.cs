using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli.Benchmarking;

/// <summary>How fast a model trains, and whether it trains as it should.</summary>
/// <param name="SecondsPerEpoch">The median of all stretches, scaled to all training images.</param>
/// <param name="Stretches">How many stretches of <see cref="StretchBatches"/> batches were measured.</param>
/// <param name="WarmLoss">The mean loss of the images in the last stretch before the measured ones, in nats.</param>
/// <param name="Loss">The mean loss of the images in the last stretch, in nats.</param>
internal sealed record TrainingSpeed(double SecondsPerEpoch, int Stretches, double WarmLoss, double Loss)
{
    private const int StretchBatches = 50, WarmBatches = 200, FewestStretches = 3, MostEpochs = 1_000_000;

    // Losses of the first experiment. Steps 151 to 200 average 177.5 to 182.0 over eight seeds of bench/compare/torch_vae.py;
    // 30 epochs end at 139.
    private const double LeastWarmLoss = 174, MostWarmLoss = 186, LeastLoss = 130;

    /// <summary>What is wrong with the losses of the first experiment, in a sentence; null if nothing is. A wrong result is fast, and worth nothing.</summary>
    public string? Fault =>
        !(WarmLoss is >= LeastWarmLoss and <= MostWarmLoss)
            ? Invariant($"After {WarmBatches} steps the training loss is {WarmLoss:F1} nats per image and should lie between {LeastWarmLoss} and {MostWarmLoss}. What is computed wrongly needs no speed: please report it.")
        : !(Loss is >= LeastLoss && Loss <= WarmLoss)
            ? Invariant($"The training loss ends at {Loss:F1} nats per image and should lie between {LeastLoss} and {WarmLoss:F1}. What is computed wrongly needs no speed: please report it.")
        : null;

    /// <summary>Trains with the trainer that lessons use, which also validates between epochs; that is not measured.</summary>
    /// <param name="options">What to train.</param>
    /// <param name="data">On what.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="seconds">How long to measure; at least three stretches.</param>
    public static TrainingSpeed Measure(ExperimentOptions options, Dataset data, WorkerPool workers, double seconds)
    {
        var trainer = new Trainer(options.CreateModel(data.Train.Shape), data, options.Training with { Epochs = MostEpochs }, workers);
        using var enough = new CancellationTokenSource();
        var stretches = new List<double>();
        double warmLoss = double.NaN, loss = double.NaN, sumBefore = 0, measured = 0;
        long before = 0;
        bool warm = false;
        trainer.BatchCompleted += progress =>
        {
            if (progress.Batch % StretchBatches != 0)
                return;
            double sum = progress.Mean.Total * progress.Batch;
            if (warm && progress.Batch > StretchBatches)
            {
                stretches.Add(Stopwatch.GetElapsedTime(before).TotalSeconds / StretchBatches);
                measured += stretches[^1] * StretchBatches;
                loss = (sum - sumBefore) / StretchBatches;
                if (stretches.Count >= FewestStretches && measured >= seconds)
                    enough.Cancel();
            }
            else if (!warm && progress.Batch == WarmBatches)
            {
                (warm, warmLoss) = (true, (sum - sumBefore) / StretchBatches);
            }

            (sumBefore, before) = (sum, Stopwatch.GetTimestamp());
        };
        trainer.Fit(enough.Token);

        stretches.Sort();
        return new(stretches[stretches.Count / 2] * data.Train.Count / options.Training.BatchSize, stretches.Count, warmLoss, loss);
    }
}
