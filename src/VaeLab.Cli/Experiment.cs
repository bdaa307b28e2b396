using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Interop;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary>The path of every experiment: build, train, look, keep. The lessons walk it step by step.</summary>
internal static class Experiment
{
    private const int LikelihoodImages = 500, LikelihoodSamples = 500;

    public static int Run(ExperimentOptions options, Dataset data)
    {
        using var workers = new WorkerPool(options.Training.Threads);
        Vae model = options.CreateModel(data.Train.PixelCount);
        var trainer = new Trainer(model, data, options.Training, workers);
        RunFolder run = RunFolder.Create(options, data);
        trainer.EpochCompleted += run.Append;

        TrainingResult result = TrainingDisplay.Watch(trainer);
        run.Save(model);

        Loss test = new LossEvaluator(model, workers).Evaluate(data.Test, new(options.Training.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        LossBaselines baselines = Baselines.Measure(data.Train, data.Test);
        ImageSet sampled = data.Test.Slice(0, Math.Min(LikelihoodImages, data.Test.Count));
        double likelihood = new ImportanceSampling(model, workers).NegativeLogLikelihood(
            sampled, LikelihoodSamples, new(options.Training.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Importance));
        LatentStatistics statistics = LatentStatistics.Measure(model, data.Test, workers, new(options.Training.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        run.Save(RunSummary.Of(options, result, test, baselines, likelihood, statistics));

        RunFigures.Draw(run, model, data, result.History, baselines, statistics, workers);

        Console.WriteLine(Invariant($"Test: {test.Total:F2} = reconstruction {test.Reconstruction:F2} + KL {test.Kl:F2} nats per image (floor {baselines.Floor:F1}, mean image {baselines.MeanImage:F1})."));
        Console.WriteLine(Invariant($"−log p(x) by {LikelihoodSamples} importance samples, first {sampled.Count} test images: {likelihood:F2} nats per image."));
        Console.WriteLine($"Model, metrics and figures are in {run.Path}.");
        return ExitCode.Of(result);
    }
}
