using System.CommandLine;
using System.Security.Cryptography;
using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Publishing.Results;

/// <summary>A training of the guide, done.</summary>
/// <param name="Run">What it came to.</param>
/// <param name="Model">What was trained.</param>
/// <param name="Options">How.</param>
/// <param name="Kl">The KL while training, in nats per image, ten times an epoch.</param>
internal sealed record GuideTraining(GuideRun Run, LatentModel Model, ExperimentOptions Options, IReadOnlyList<(double Epoch, double Kl)> Kl)
{
    private const int Looks = 10;

    /// <summary>Trains and measures, without a run folder.</summary>
    public static GuideTraining Do(string group, string basis, string line)
    {
        ExperimentOptions options = Parse(basis, line);
        Dataset data = options.LoadData();
        var model = (LatentModel)options.CreateModel(data.Train.Shape);
        using var workers = new WorkerPool(options.Training.Threads);
        var trainer = new Trainer(model, data, options.Training, workers);
        List<(double, double)> kl = Observe(trainer, data.Train.Count, options.Training.BatchSize);
        TrainingResult result = trainer.Fit();

        ulong seed = options.Training.Seed;
        Loss test = new LossEvaluator(model, workers).Evaluate(data.HeldOut, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        LatentStatistics statistics = LatentStatistics.Measure(model, data.HeldOut, workers, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        EpochMetrics kept = options.Training.EarlyStopping > 0 ? result.History.MinBy(epoch => epoch.Validation.Total)! : result.History[^1];
        var run = new GuideRun(
            group,
            basis,
            line,
            result.History.Count,
            result.Seconds,
            result.History[^1].Train,
            kept.Validation,
            test,
            model.Likelihood.Baselines(data.Train, data.HeldOut),
            model.LatentDimensions,
            statistics.ActiveUnits,
            Sha256(model));
        return new(run, model, options, kl);
    }

    /// <summary>The options of a line, which come after those of its base and replace them.</summary>
    public static ExperimentOptions Parse(string basis, string line) => ReadLine(line, ReadLine(basis, ExperimentOptions.TwoDimensional));

    private static ExperimentOptions ReadLine(string line, ExperimentOptions defaults)
    {
        OptionSpec[] specs = [.. ExperimentArguments.Groups().SelectMany(group => group.Options)];
        var experiment = new OptionSpec("--experiment", "NAME", string.Empty);
        var command = new Command(TrainCommand.Name);
        ExperimentArguments.AddTo(command, [experiment, .. specs]);
        ParseResult words = CommandLineParser.Parse(command, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"'))]);
        List<string> faults = [.. CommandLineParser.Faults(words)];
        if (CommandLineParser.Value(words, experiment.Name) is { } name)
            defaults = TrainCommand.Experiments[name];
        ExperimentOptions options = ExperimentArguments.Read(words, specs, defaults, faults);
        return faults.Count == 0 ? options : throw new InputException(faults);
    }

    /// <summary>Takes the KL of each tenth of an epoch from the running mean over the epoch's images.</summary>
    private static List<(double Epoch, double Kl)> Observe(Trainer trainer, int images, int batchSize)
    {
        var kl = new List<(double, double)>();
        (double sum, int count) = (0, 0);
        trainer.BatchCompleted += progress =>
        {
            int every = Math.Max(1, progress.Batches / Looks), seen = Math.Min(images, progress.Batch * batchSize);
            if (progress.Batch % every != 0)
                return;
            if (progress.Batch == every)
                (sum, count) = (0, 0);
            double middle = (seen + count) / 2.0 / images;
            kl.Add((progress.Epoch - 1 + middle, ((progress.Mean.Kl!.Value * seen) - sum) / (seen - count)));
            (sum, count) = (progress.Mean.Kl!.Value * seen, seen);
        };
        return kl;
    }

    private static string Sha256(LatentModel model)
    {
        using var file = new MemoryStream();
        SafeTensors.Write(file, model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal));
        file.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
