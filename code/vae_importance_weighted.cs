#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: a tighter bound, from several draws for each image; and what it does to the gradients.
//
//     dotnet run code/vae_importance_weighted.cs                              three models of 3 epochs: about two minutes
//     dotnet run code/vae_importance_weighted.cs -- --objective iwae:20       more draws
//     dotnet run code/vae_importance_weighted.cs -- --prior vamp:50           the same with a learnt prior
//     dotnet run code/vae_importance_weighted.cs -- --help                    all that can be changed
//
// The ELBO draws one z for each image. An importance-weighted autoencoder draws K of them, and takes the mean of their weights before
// the logarithm, not after it:
//
//     L_K  =  E[ln 1/K Σ w_k],   w_k = p(x|z_k) p(z_k) / q(z_k|x),   ELBO = L_1 ≤ L_2 ≤ … ≤ ln p(x)
//
// One good draw is enough to explain the image, so a posterior need not be as cautious as the ELBO makes it. The decoder costs K times
// as much, the encoder once.
//
// There is a catch. With many draws it hardly matters where any one of them lies, and that is all the encoder learns from: its gradient
// shrinks faster than the noise in it. The doubly-reparameterized gradient (DReG) has the same mean and less noise.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

ExperimentOptions usual = new()
{
    Name = "vae_importance_weighted",
    Model = new ModelOptions { LatentDimensions = 20 },
    Training = new TrainingOptions { Epochs = 3, Objective = Objective.Iwae(5) },
};
return Lesson.Run("code/vae_importance_weighted.cs", "Lesson: importance-weighted bounds.", args, usual, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    (ulong seed, Objective objective) = (options.Training.Seed, options.Training.Objective ?? Objective.Iwae(5));
    string folder = lesson.NewFolder();
    SampleSet sampled = data.HeldOut.Slice(0, Math.Min(500, data.HeldOut.Count));
    using var workers = new WorkerPool(options.Training.Threads);

    // Three trainings of one model: on the ELBO, and on the bound with either gradient. Read ImportanceWeighted.Loss in
    // src/VaeLab/Models/ImportanceWeighted.cs.
    (string Name, Objective? Bound, BoundGradient Gradient)[] trainings =
        [("one-draw", null, BoundGradient.Plain), ("several-draws", objective, BoundGradient.Plain), ("several-dreg", objective, BoundGradient.Dreg)];
    var results = new List<(double Elbo, double Likelihood)>();
    Vae? looked = null;
    foreach ((string name, Objective? bound, BoundGradient gradient) in trainings)
    {
        ExperimentOptions one = options with { OutputFolder = Path.Combine(folder, name), Training = options.Training with { Objective = bound, Gradient = gradient } };
        Console.WriteLine(Invariant($"{name}: {bound?.Word ?? "elbo"}, {gradient} gradient"));
        var model = (Vae)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);

        // Judge all of them by the same two numbers: the ELBO, and ln p(x) by 500 draws. Never one's ELBO by another's bound.
        var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
        double likelihood = new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, 500, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Importance));
        run.Save(RunSummary.Of(one, data, training, evaluation with { NegativeLogLikelihood = likelihood }));
        LossCurves.Draw(training.History, evaluation.Baselines).Save(run.Figure("loss_curves.png"));
        lesson.Report(run, workers);
        if (!training.IsWhole)
            return ExitCode.Of(training);
        results.Add((evaluation.Loss.Total, likelihood));
        looked ??= model;
        Console.WriteLine(Invariant($"The {data.HeldOutName} images: −ELBO {evaluation.Loss.Total:F1} nats per image; −log p(x) of the first {sampled.Count}: {likelihood:F1}."));
    }

    // Look: how much of a gradient is signal, as K grows. The first model, twenty images, the noise drawn again and again.
    int[] draws = [1, 4, 16, 64];
    if (looked!.Classes > 0)
        return ExitCode.Success;
    GradientNoise[] Noise(BoundGradient gradient) => [.. draws.Select(k => GradientNoise.Measure(
        looked, sampled.Slice(0, Math.Min(20, sampled.Count)), Objective.Iwae(k), gradient, repeats: 100, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Bound), workers))];
    GradientNoise[] plain = Noise(BoundGradient.Plain), dreg = Noise(BoundGradient.Dreg);
    Console.WriteLine("Signal-to-noise ratio of the gradient");
    Console.WriteLine("      K   encoder   encoder, DReG   decoder");
    foreach ((int i, int k) in draws.Index())
        Console.WriteLine(Invariant($"  {k,5} {plain[i].Encoder,9:F3} {dreg[i].Encoder,15:F3} {plain[i].Decoder,9:F3}"));
    string figure = Path.Combine(folder, "figures", "gradient_noise.png");
    Directory.CreateDirectory(Path.GetDirectoryName(figure)!);
    GradientNoiseCurves.Draw(draws, [("encoder", [.. plain.Select(noise => noise.Encoder)]), ("encoder, DReG", [.. dreg.Select(noise => noise.Encoder)]), ("decoder", [.. plain.Select(noise => noise.Decoder)])]).Save(figure);

    // Check: more draws, a better model; and with many draws the doubly-reparameterized gradient has more signal.
    Console.WriteLine($"Figure: {figure}; loss_curves.png in the folders of the models beside it.");
    if (!options.IsRepeatOf(usual))
        return ExitCode.Success;
    bool asExpected = results[1].Likelihood < results[0].Likelihood && results[2].Likelihood < results[0].Likelihood && dreg[^1].Encoder > plain[^1].Encoder;
    Console.WriteLine(asExpected
        ? Invariant($"As expected: −log p(x) is {results[0].Likelihood:F1} with one draw, {results[1].Likelihood:F1} with {objective.Draws}, and {results[2].Likelihood:F1} with DReG.")
        : $"Not as expected: −log p(x) should be lower with several draws. Please report it with {folder}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
