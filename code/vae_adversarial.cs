#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: an autoencoder whose codes follow a prior, because an adversary compares the two.
//
//     dotnet run code/vae_adversarial.cs                               five models: two minutes
//     dotnet run code/vae_adversarial.cs -- --prior-shape mixture      ten clusters in a ring
//     dotnet run code/vae_adversarial.cs -- --discriminator 1          a discriminator that loses
//     dotnet run code/vae_adversarial.cs -- --adversarial-weight 0     a discriminator that wins
//     dotnet run code/vae_adversarial.cs -- --help                     all options
//
// The KL of a VAE pulls the posterior of each image towards the prior. All of them together do not match it exactly: there are holes, and
// a point in a hole is decoded to something between two digits. An adversarial autoencoder (Makhzani et al. 2015) has no KL. A
// discriminator D gets points, some drawn from the prior and some encoded, and predicts for each the probability that it comes from
// the prior. It learns to distinguish them. The encoder learns to deceive it:
//
//     loss of encoder and decoder  =  −log p(x|z)  +  λ · (−log D(z))           z = encoder(x), a point: no ε, no σ
//     loss of the discriminator    =  −log D(z′)  −  log(1 − D(z))              z′ drawn from the prior
//
// If the best discriminator can do no better than chance, the codes are distributed like the prior. The prior is only sampled, its density
// is never computed, so it can be any distribution, even a swiss roll.
//
// A discriminator can also judge images. In a VAE-GAN (Larsen et al. 2016) it distinguishes real images from decoded ones. Its first layer f
// holds features that it has learnt to look at, and the VAE-GAN compares images by these features instead of by their pixels:
//
//     loss of encoder and decoder  =  ‖f(x̃) − f(x)‖² / 2σ²  +  KL  +  λ · (−log D(x̃) − log D(x′))      x̃ = decoder(z), x′ = decoder(z′)
//     loss of the discriminator    =  −log D(x)  −  log(1 − D(x̃))  −  log(1 − D(x′))                   λ only for the decoder
//
// If an edge may be a little to the left or right, the best prediction of its pixels is gray. For features this is not so: edges become
// sharper, and the pixels are more often wrong. This needs more than two dimensions, so it is compared with a VAE of ten dimensions, too.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;
using static VaeLab.Numerics.Functions;

const int Wide = 10;

return Lesson.Run("code/vae_adversarial.cs", "Lesson: an autoencoder with an adversary.", args, ModelKinds.Adversarial.Preset, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    using var workers = new WorkerPool(options.Training.Threads);

    // The same networks with a KL and with an adversary; and, in two dimensions, a prior without a density, for which there is no KL.
    // Read AdversarialAutoencoder.Loss in src/VaeLab/Models/AdversarialAutoencoder.cs beside Vae.Loss, and then VaeGan.Loss.
    var adversary = (AdversarialOptions)options.Model.Kind;
    ModelOptions plain = options.Model.As(new VaeOptions()), roll = options.Model with { Kind = adversary with { Shape = PriorShape.SwissRoll } };
    ModelOptions wide = plain with { LatentDimensions = Wide, PriorMean = null, PriorCovariance = null }, gan = wide.As(new VaeGanOptions { Units = adversary.Units });
    int all = options.Training.Epochs, fewer = Math.Max(1, all / 2);
    List<(string Name, ModelOptions Shape, int Epochs)> models = [("vae", plain, all), ("adversarial", options.Model, all)];
    if (adversary.Shape != PriorShape.SwissRoll && !roll.Faults().Any())
        models.Add(("swiss-roll", roll, all));
    if (!gan.Faults().Any())
        models.AddRange([("vae-wide", wide, fewer), ("vae-gan", gan, fewer)]);
    var trained = new Dictionary<string, (LatentModel Model, double Distance, double Sharpness)>(StringComparer.Ordinal);
    foreach ((string name, ModelOptions shape, int epochs) in models)
    {
        ExperimentOptions one = options with { Model = shape, Training = options.Training with { Epochs = epochs }, OutputFolder = Path.Combine(folder, name) };
        Console.WriteLine(Invariant($"{name}, {shape.LatentDimensions} dimensions"));
        var model = (LatentModel)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);
        var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
        IReadOnlyList<Measure> measures = ModelKinds.Of(model.Options.Kind).Measure(model, data, data.HeldOut, seed, workers);
        run.Save(RunSummary.Of(one, data, training, evaluation.With(measures)));
        lesson.Report(run, workers);
        if (!training.IsWhole)
            return ExitCode.Of(training);

        // Look: the prior, the codes of all test images, and the discriminator's answer at each point of the plane.
        var inspector = new ModelInspector(model, workers);
        IReadOnlyList<int> axes = inspector.Axes(data.HeldOut);
        MultivariateNormal shown = model.Prior.Moments.Marginal(axes);
        lesson.Save(run, training, "latent_space.png", LatentPlane.Draw(inspector.Encode(data.HeldOut).Along(axes), shown.Mean, shown.Covariance));
        if (model is AdversarialAutoencoder { LatentDimensions: >= 2 } watched)
            lesson.Save(run, training, "discriminator.png", DiscriminatorFigure.Draw(DiscriminatorView.Of(watched, data.HeldOut, seed, workers, axes)));
        trained[name] = (model, measures[0].Value, measures[1].Value);
        Console.WriteLine(Invariant($"Reconstruction {evaluation.Loss.Reconstruction:F1} nats per image; energy distance {measures[0].Value:F3}; sharpness of samples {measures[1].Value:F3} of real digits'."));
    }

    // Look again: ten digits, and below them their reconstructions by each model.
    (ImageGrid Originals, ImageGrid Reconstructions)[] pairs = [.. models.Select(one => new ModelInspector(trained[one.Name].Model, workers).Reconstruct(data.HeldOut, perClass: 1))];
    ImageGrid originals = pairs[0].Originals;
    ImageGrid[] rows = [originals, .. pairs.Select(pair => pair.Reconstructions)];
    var table = originals with { Pixels = [.. rows.SelectMany(row => row.Pixels)], Rows = rows.Length };
    string[] names = ["given", .. models.Select(model => model.Name)];
    lesson.Save(Path.Combine(folder, "figures", "reconstructions.png"), ImageTable.Draw(table, names, [.. Enumerable.Repeat("", table.Columns)]));

    // Check: an adversary brings the codes closer to the prior than the KL does, and the VAE-GAN's samples are sharper than the VAE's.
    // Sharpness alone proves little, because noise raises it, too. So compare with the VAE's own images, with salt-and-pepper noise
    // until their pixels are as wrong as the VAE-GAN's: the VAE-GAN's must be closer to the given images in the features f.
    Console.WriteLine();
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "reconstructions.png")}, and discriminator.png in the folder of each model beside it.");
    if (!options.IsRepeatOf(ModelKinds.Adversarial.Preset))
        return ExitCode.Success;
    (double ours, double its) = (trained["adversarial"].Distance, trained["vae"].Distance);
    (double sharp, double blurred) = (trained["vae-gan"].Sharpness, trained["vae-wide"].Sharpness);
    var judge = (VaeGan)trained["vae-gan"].Model;
    (ImageGrid given, ImageGrid ofVae) = new ModelInspector(trained["vae-wide"].Model, workers).Reconstruct(data.HeldOut, perClass: 50);
    float[] ofGan = new ModelInspector(judge, workers).Reconstruct(data.HeldOut, perClass: 50).Reconstructions.Pixels, noisy = Speckled(ofVae.Pixels, given.Pixels, SquaredError(ofGan, given.Pixels), seed);
    (double features, double ofNoise) = (FeatureError(judge, ofGan, given.Pixels, workers), FeatureError(judge, noisy, given.Pixels, workers));
    bool asExpected = ours < its && sharp > blurred && features < ofNoise;
    Console.WriteLine(Invariant($"Energy distance of codes and prior: {ours:F3}, of the plain VAE {its:F3}. Sharpness of samples, 1 for real digits: VAE-GAN {sharp:F3}, VAE {blurred:F3}."));
    Console.WriteLine(Invariant($"With as much squared error of the pixels, the error of the features is {features:F3} for the VAE-GAN, and {ofNoise:F3} for the VAE with noise."));
    Console.WriteLine(asExpected ? "As expected: each first number is the better one." : $"Not as expected: each first number should be the better one. Please report it with {folder}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});

// ½‖f(x̃) − f(x)‖², the mean over images.
static double FeatureError(VaeGan judge, float[] made, float[] given, WorkerPool workers)
{
    var tape = new Tape(given.Length / judge.Pixels, workers, gradients: false);
    (Tensor x, Tensor decoded) = (tape.Input(judge.Pixels), tape.Input(judge.Pixels));
    Tensor error = HalfSquaredError(judge.Discriminator.Features(decoded), judge.Discriminator.Features(x));
    given.CopyTo(x.Values);
    made.CopyTo(decoded.Values);
    tape.Forward();
    return error.Values.ToArray().Average();
}

static double SquaredError(float[] made, float[] given) => made.Zip(given, (y, x) => (double)(y - x) * (y - x)).Sum();

// Salt and pepper: random pixels become 0 or 1, until the squared error is as large as the other's.
static float[] Speckled(float[] made, float[] given, double error, ulong seed)
{
    var random = new RandomStream(seed, RandomPurpose.Samples);
    float[] speckled = [.. made];
    for ((ulong i, double now) = (0, SquaredError(made, given)); now < error; i++)
    {
        int place = (int)(random.UniformAt(2 * i) * speckled.Length);
        float before = speckled[place] - given[place];
        speckled[place] = random.UniformAt((2 * i) + 1) < 0.5 ? 0 : 1;
        now += ((speckled[place] - given[place]) * (speckled[place] - given[place])) - (before * before);
    }

    return speckled;
}
