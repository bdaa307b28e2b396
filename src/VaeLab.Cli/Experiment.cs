using VaeLab.Cli.Report;
using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures.Runs;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary>The path of every experiment: build, train, look, keep. The lessons walk it step by step.</summary>
internal static class Experiment
{
    /// <summary>What stands where the KL of a model without one would.</summary>
    internal const string NoKl = "none: a code is a point, and what it costs is charged nowhere";

    private const int LikelihoodSamples = 500;

    /// <summary>Trains an experiment into a new run folder.</summary>
    /// <param name="options">What to train.</param>
    /// <param name="data">The data.</param>
    /// <param name="figures">Which figures to draw.</param>
    /// <param name="decided">What nobody has chosen, and what it is now: a sentence each.</param>
    public static int Run(ExperimentOptions options, Dataset data, FigureChoice figures, params IEnumerable<string> decided) => Run(options, data, figures, decided, trainer =>
    {
        var run = RunFolder.Create(options, data);
        run.Follow(trainer);
        return run;
    });

    /// <summary>Goes on with a run that was broken off.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="change">What does not change its result: threads, and where its data are.</param>
    /// <param name="figures">Which figures to draw.</param>
    public static int Resume(string folder, Func<ExperimentOptions, ExperimentOptions> change, FigureChoice figures)
    {
        using var run = RunFolder.Reopen(folder);
        ExperimentOptions options = change(run.Options);
        return Run(options, run.LoadData(options), figures, [], trainer =>
        {
            run.Restore(trainer);
            run.Follow(trainer);
            return run;
        });
    }

    private static int Run(ExperimentOptions options, Dataset data, FigureChoice figures, IEnumerable<string> decided, Func<Trainer, RunFolder> open)
    {
        using var workers = new WorkerPool(options.Training.Threads);
        GenerativeModel model = options.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, options.Training, workers);
        using RunFolder run = open(trainer);
        ReadingDisplay.Show(data, decided: [.. decided, .. ExperimentArguments.OfObjective(options.Training)]);
        TrainingResult result = TrainingDisplay.Watch(trainer);
        run.Save(model);

        EvaluationReport evaluation = Measure(model, data, options.Training, workers);
        var view = new RunView(options, model, data, result.History, evaluation.Baselines, evaluation.Statistics, workers);
        IReadOnlyList<RunFigure> drawn = RunFigures.Of(view, figures);
        IReadOnlyDictionary<string, string> missing;
        using (Waiting.Saying(Invariant($"Drawing {drawn.Count} figures …")))
            missing = RunFigures.Draw(drawn, view, run.Figure);
        run.Save(RunSummary.Of(options, data, result, evaluation) with { MissingFigures = missing.Count == 0 ? null : missing });
        foreach ((string figure, string reason) in missing)
            Console.Error.WriteLine($"Warning: {Path.Combine(run.Path, "figures", figure)} could not be made, all else is there: {reason}");

        Loss heldOut = evaluation.Loss;
        string which = data.Test is null ? "Validation" : "Test";
        Console.WriteLine(heldOut.Kl is { } kl
            ? Invariant($"{which}: {heldOut.Total:F2} = reconstruction {heldOut.Reconstruction:F2} + KL {kl:F2} nats per image ({evaluation.Baselines}).")
            : Invariant($"{which}: reconstruction {heldOut.Reconstruction:F2} nats per image ({evaluation.Baselines}). KL {NoKl}, so that there is no bound on −log p(x)."));
        if (evaluation.BitsPerDimension is { } bits)
            Console.WriteLine(Invariant($"That is {bits["neg_elbo"]:F3} bits per dimension."));
        if (evaluation is { NegativeLogLikelihood: { } likelihood, SampledLoss: { } sampled })
            Console.WriteLine(Invariant($"−log p(x) by {LikelihoodSamples} importance samples, first {evaluation.ImportanceImages} {data.HeldOutName} images: {likelihood:F2} nats per image, where their −ELBO is {sampled.Total:F2}."));
        foreach (Measure measure in evaluation.Explained)
            Console.WriteLine(Invariant($"{measure.Name.Replace('_', ' ')}: {measure.Value:G4}, {measure.Meaning}."));
        Console.WriteLine($"Model, metrics and figures are in {run.Path}.");
        Console.WriteLine(RunReport.WriteAtEnd(run, data, workers));
        if (result.End == TrainingEnd.Interrupted)
            Console.WriteLine($"To go on with it: vae train --resume {run.Path}");
        return ExitCode.Of(result);
    }

    /// <summary>All that can be measured, or, where that cannot be, the loss: the training is done, and its run is to be whole.</summary>
    private static EvaluationReport Measure(GenerativeModel model, Dataset data, TrainingOptions training, WorkerPool workers)
    {
        ulong seed = training.Seed;
        using var measuring = Waiting.Saying(Invariant($"Measuring on the {data.HeldOut.Count} {data.HeldOutName} images …"));
        try
        {
            return EvaluationReport.Measure(model, data, data.HeldOut, LikelihoodSamples, seed, workers).With(training.Objective, model, data.HeldOut, seed, workers);
        }
#pragma warning disable CA1031 // Whatever is wrong with a measure, the training is done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"Warning: only the loss could be measured, all else is there: {exception.Message}");
            return EvaluationReport.OfLoss(model, data, seed, workers);
        }
    }
}
