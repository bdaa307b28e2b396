#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson 4: the effect of the KL's weight. Seven models, β from 0.1 to 8, and the rate–distortion curve that they form.
//
//     dotnet run code/vae_beta.cs                          seven short trainings: about two minutes
//     dotnet run code/vae_beta.cs -- --epochs 30           longer ones
//     dotnet run code/vae_beta.cs -- --latent-dim 2        the same with two latent dimensions
//     dotnet run code/vae_beta.cs -- --help                all options
//
// The KL is a rate: the average cost of the latent code of an image, in nats. The reconstruction is a distortion: the nats that are
// still missing when the code is known. β is the price of the rate (Higgins et al. 2017; Alemi et al. 2018):
//
//     loss  =  distortion  +  β · rate
//
// With a small β the rate is high and the reconstructions are sharp, but the codes lie where the prior has almost no density. With a
// large β the rate is low. A dimension that costs more nats than it saves is not used, and its posterior equals the prior: it has
// collapsed. At β = 1 the loss is the negative ELBO, a bound on −log p(x); with another β it is not. So compare models by
// distortion + rate, without β. VaeLab reports all losses in this way.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using VaeLab;
using static System.FormattableString;

double[] betas = [0.1, 0.25, 0.5, 1, 2, 4, 8];

return Lesson.Run("code/vae_beta.cs", "Lesson 4: the rate–distortion curve, by β.", args, ExperimentOptions.RateDistortion, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    if (options.Training.Beta != 1)
        throw new InputException("--beta is what this lesson varies by itself; leave it out, or change the list of betas in code/vae_beta.cs.");
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    LossBaselines lines = options.Model.CreateLikelihood().Baselines(data.Train, data.HeldOut);
    using var workers = new WorkerPool(options.Training.Threads);

    // The same model, data, seed and training each time; only β differs.
    var points = new List<RateDistortionPoint>();
    foreach (double beta in betas)
    {
        ExperimentOptions one = options with
        {
            OutputFolder = Path.Combine(folder, Invariant($"beta-{beta}")),
            Training = options.Training with { Beta = beta },
        };
        Console.WriteLine(Invariant($"β = {beta}"));
        var model = (Vae)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);

        var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
        Loss heldOut = evaluation.Loss;
        run.Save(RunSummary.Of(one, data, training, evaluation));
        lesson.Report(run, workers);
        LatentStatistics statistics = LatentStatistics.Measure(model, data.HeldOut, workers, new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        lesson.Save(run, training, "latent_dimensions.png", DimensionFigure.Draw(statistics.Dimensions));
        points.Add(new RateDistortionPoint(beta, heldOut, statistics.ActiveUnits));
        if (!training.IsWhole)
            return ExitCode.Of(training);
    }

    // Look: to the left the rate is lower, upwards the images are worse, and the slope of the curve at each model is −β.
    lesson.Save(Path.Combine(folder, "figures", "rate_distortion.png"), RateDistortion.Draw(points, lines));
    Console.WriteLine();
    Console.WriteLine("    β       rate    distortion    −ELBO    active units");
    foreach (RateDistortionPoint point in points)
        Console.WriteLine(Invariant($"{point.Beta,5}    {point.Test.Kl,7:F2}    {point.Test.Reconstruction,10:F2}    {point.Test.Total,5:F1}    {point.ActiveUnits,12}"));
    Console.WriteLine($"The curve is {Path.Combine(folder, "figures", "rate_distortion.png")}; each model is in a folder of its own beside it, with a report.html to touch.");

    // Check: a larger β never gives a higher rate.
    bool falls = points.Zip(points.Skip(1)).All(pair => pair.Second.Test.Kl < pair.First.Test.Kl);
    Console.WriteLine(falls ? "As expected: the rate falls as β rises." : "Not as expected: the rate should fall as β rises. Longer trainings, --epochs 30, may settle it.");
    return falls ? ExitCode.Success : ExitCode.Failure;
});
