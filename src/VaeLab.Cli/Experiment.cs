using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Interop;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary>The path of every experiment: build, train, look, keep. The lessons walk it step by step.</summary>
internal static class Experiment
{
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
        run.Save(RunSummary.Of(options, result, test, baselines));

        var inspector = new ModelInspector(model, workers);
        if (result.History.Count > 0)
            LossCurves.Draw(result.History, baselines).Save(run.Figure("loss_curves.png"));
        LatentPlane.Draw(inspector.Encode(data.Test), model.Prior.Mean, model.Prior.Covariance).Save(run.Figure("latent_space.png"));
        ManifoldFigure.Draw(inspector.Manifold(20, data.Test.Width, data.Test.Height)).Save(run.Figure("manifold.png"));
        (ImageGrid originals, ImageGrid reconstructions) = inspector.Reconstruct(data.Test);
        Reconstructions.Draw(originals, reconstructions).Save(run.Figure("reconstructions.png"));

        Console.WriteLine(Invariant($"Test: {test.Total:F2} = reconstruction {test.Reconstruction:F2} + KL {test.Kl:F2} nats per image (floor {baselines.Floor:F1}, mean image {baselines.MeanImage:F1})."));
        Console.WriteLine($"Model, metrics and figures are in {run.Path}.");
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Success;
    }
}
