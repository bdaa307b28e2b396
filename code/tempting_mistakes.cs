#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson 5: three mistakes that give no error, next to the correct model.
//
//     dotnet run code/tempting_mistakes.cs                    four short trainings: about a minute
//     dotnet run code/tempting_mistakes.cs -- --epochs 30     longer ones
//     dotnet run code/tempting_mistakes.cs -- --help          all options
//
// Read lesson 3 first. The tutorial page is docs/tutorial/08-tempting-mistakes.md. A loss that falls is not always the negative ELBO, and
// the compiler, the gradients and the loss curve do not show it. So each model is evaluated by its own loss and by the correct one.

using System.Text.Json;
using System.Text.Json.Serialization;
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
using static VaeLab.Numerics.Functions;

(string Name, Func<Vae, Tensor, Tensor, VaeLoss> Loss)[] losses =
[
    ("the right loss", (model, x, noise) => model.Loss(x, noise)),
    ("a: z with the prior's factor", PriorFactor),
    ("b: KL without its minus sign", WrongSign),
    ("c: mean over pixels", PixelMean),
];

return Lesson.Run("code/tempting_mistakes.cs", "Lesson 5: three losses that are wrong, and fall.", args, ExperimentOptions.TemptingMistakes, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    if (options.Training is not { Beta: 1, KlSchedule: KlSchedule.Constant, FreeBits: 0, Capacity: null } || options.Model.Posterior != Posterior.Diagonal)
        throw new InputException("This lesson's losses weigh the KL themselves, and need σ: leave out --beta, --kl-schedule, --free-bits, --capacity and --posterior.");
    ulong seed = options.Training.Seed;
    RandomStream Noise(uint stream) => new(seed, RandomPurpose.EvaluationNoise, stream);
    string folder = lesson.NewFolder();
    LossBaselines lines = options.Model.CreateLikelihood().Baselines(data.Train, data.HeldOut);
    SampleSet sampled = data.HeldOut.Slice(0, Math.Min(500, data.HeldOut.Count));
    using var workers = new WorkerPool(options.Training.Threads);

    // The same initial weights, images and noise each time; only the loss differs.
    (List<Judged> models, List<(string, string, ImageGrid)> pictures, ImageGrid? originals) = ([], [], null);
    foreach ((string name, Func<Vae, Tensor, Tensor, VaeLoss> loss) in losses)
    {
        Console.WriteLine(name);
        ExperimentOptions one = options with { OutputFolder = Path.Combine(folder, Invariant($"model-{models.Count}")) };
        var model = (Vae)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers, new() { Loss = batch => loss(model, batch.Images, batch.Noise) });
        using RunFolder run = RunFolder.Create(one, data);
        trainer.EpochCompleted += run.Append;
        int? stepsToFloor = null;
        trainer.BatchCompleted += now => stepsToFloor ??= now.Epoch == 1 && now.Mean.Total < lines.Floor ? now.Batch : null;
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);
        if (training.End == TrainingEnd.Interrupted)
            return ExitCode.Of(training);

        // Evaluate it: by its own loss, and by the correct one.
        Loss reported = new LossEvaluator(model, workers, batch => loss(model, batch.Images, batch.Noise)).Evaluate(data.HeldOut, Noise(EvaluationStream.Test));
        Loss honest = new LossEvaluator(model, workers).Evaluate(data.HeldOut, Noise(EvaluationStream.Test));
        double bound = new LossEvaluator(model, workers).Evaluate(sampled, Noise(EvaluationStream.Test)).Total;
        double likelihood = new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, 500, Noise(EvaluationStream.Importance));
        run.Save(RunSummary.Of(one, data, training, EvaluationReport.OfLoss(model, data, seed, workers) with { NegativeLogLikelihood = likelihood }));
        lesson.Report(run, workers);
        var inspector = new ModelInspector(model, workers);
        LatentCodes codes = inspector.Encode(data.HeldOut);
        int active = LatentStatistics.Measure(model, data.HeldOut, workers, Noise(EvaluationStream.Permutation)).ActiveUnits;
        (double[] variances, double[] deviations) = Variances(model, sampled, workers);
        models.Add(new(name, reported, honest, bound, likelihood, inspector.Distortion(data.HeldOut, codes.Means), active, variances, deviations, stepsToFloor));
        lesson.Save(run, training, "latent_space.png", LatentPlane.Draw(codes, model.Prior.Moments.Mean, model.Prior.Moments.Covariance));
        (originals, ImageGrid reconstructions) = inspector.Reconstruct(data.HeldOut, perClass: 1);
        pictures.Add((name.Split(':')[0], $"{Nats(honest.Total)} nats", reconstructions));
    }

    // Look: the loss that a training reports says little about the model.
    MultivariateNormal prior = options.Model.CreatePrior().Moments;
    double[] least = [.. Enumerable.Range(0, prior.Dimensions).Select(j => 1 / prior.Precision[j, j])];
    var report = new Report(options.Training.Epochs, seed, lines, prior.LeastDiagonalKl, least, models);
    File.WriteAllText(Path.Combine(folder, "tempting_mistakes.json"), JsonSerializer.Serialize(report, ReportJson.Default.Report));
    lesson.Save(Path.Combine(folder, "figures", "tempting_mistakes.png"), ReconstructionLadder.Draw(originals!, pictures));
    Console.WriteLine("\n                               reports     −ELBO  above −log p(x)  active units  σ² over the images");
    foreach (Judged one in models)
        Console.WriteLine(Invariant($"{one.Name,-28} {Nats(one.Reported.Total),9} {Nats(one.Loss.Total),9}  {Nats(one.NegativeElbo - one.NegativeLogLikelihood),15}  {one.ActiveUnits,12}  ")
            + string.Join(", ", one.Variances.Zip(one.VarianceDeviations, (mean, deviation) => Invariant($"{mean:G2} ± {deviation:G1}"))));
    Console.WriteLine($"The figure is {Path.Combine(folder, "figures", "tempting_mistakes.png")}; each model is in a folder of its own beside it.");

    // Check: in (a) σ is what the KL alone prefers, (b) falls below the floor, the code of (c) carries no information.
    if (!options.IsRepeatOf(ExperimentOptions.TemptingMistakes) || models is not [var right, var a, var b, var c])
        return ExitCode.Success;
    bool asExpected = a.Loss.Total > right.Loss.Total + 10 && a.Variances.Zip(least).All(pair => Math.Abs(pair.First - pair.Second) < 0.03)
        && b.StepsToFloor < 100 && c.ActiveUnits == 0 && Math.Abs(c.Loss.Reconstruction - lines.MeanImage!.Value) < 1;
    Console.WriteLine(asExpected ? "As expected: three wrong losses fell, and three models are worth little." : $"Not as expected: a mistake does not show. Please report it with {folder}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});

// (a) z = μ + L·ε, with L the Cholesky factor of the prior: the encoder's σ has no part in it, though it has in the KL.
VaeLoss PriorFactor(Vae model, Tensor x, Tensor noise)
{
    int d = model.LatentDimensions;
    Parameter factor = new("L", d, d), zero = new("0", d, 1);
    factor.CopyFrom([.. model.Prior.Moments.CholeskyFactor.Cast<double>().Select(value => (float)value)]);
    GaussianPosterior q = model.Encoder.Encode(x);
    Tensor output = model.Decoder.Decode(q.Mean + Dense(noise, factor, zero));
    Tensor reconstruction = model.Likelihood.NegativeLogLikelihood(output, x), kl = q.KlDivergence(model.Prior, noise);
    return new(Mean(reconstruction) + Mean(kl), reconstruction, kl, q, output);
}

// (b) The paper's +½ Σ (1 + ln σ² − μ² − σ²), which is minus the KL, added to a loss.
VaeLoss WrongSign(Vae model, Tensor x, Tensor noise)
{
    VaeLoss right = model.Loss(x, noise);
    Tensor kl = -1 * right.Kl;
    return right with { Total = Mean(right.Reconstruction) + Mean(kl), Kl = kl };
}

// (c) A mean over pixels where a sum belongs; the KL is still that of the whole image.
VaeLoss PixelMean(Vae model, Tensor x, Tensor noise)
{
    VaeLoss right = model.Loss(x, noise);
    Tensor reconstruction = (1.0 / model.Pixels) * right.Reconstruction;
    return right with { Total = Mean(reconstruction) + Mean(right.Kl), Reconstruction = reconstruction };
}

// Mean and standard deviation of σ² over images, for each latent dimension.
(double[] Means, double[] Deviations) Variances(Vae model, SampleSet images, WorkerPool workers)
{
    var tape = new Tape(images.Count, workers, gradients: false);
    Tensor x = tape.Input(model.Pixels), logVariance = model.Encoder.Encode(x).LogVariance;
    images.Fill(0, images.Count, x.Values);
    tape.Forward();
    double[][] variances = [.. logVariance.Values.ToArray().Select(value => Math.Exp(value)).Chunk(model.LatentDimensions)];
    double[] means = [.. Enumerable.Range(0, model.LatentDimensions).Select(j => variances.Average(one => one[j]))];
    return (means, [.. means.Select((mean, j) => Math.Sqrt(variances.Average(one => (one[j] - mean) * (one[j] - mean))))]);
}

string Nats(double value) => Math.Abs(value) < 10 ? Invariant($"{value:F2}") : Math.Abs(value) < 100_000 ? Invariant($"{value:F1}") : Invariant($"{value:0.0E+0}");

internal sealed record Judged(
    string Name, Loss Reported, Loss Loss, double NegativeElbo, double NegativeLogLikelihood, double ReconstructionAtMean, int ActiveUnits, double[] Variances, double[] VarianceDeviations, int? StepsToFloor);
internal sealed record Report(int Epochs, ulong Seed, LossBaselines Baselines, double LeastKl, double[] LeastKlVariances, IReadOnlyList<Judged> Models);
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
