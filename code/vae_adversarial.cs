#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: an autoencoder whose codes lie where a prior says, because an adversary watches over them.
//
//     dotnet run code/vae_adversarial.cs                               five models: two minutes
//     dotnet run code/vae_adversarial.cs -- --prior-shape mixture      ten clusters in a ring
//     dotnet run code/vae_adversarial.cs -- --discriminator 1          a discriminator that loses
//     dotnet run code/vae_adversarial.cs -- --adversarial-weight 0     one that wins
//     dotnet run code/vae_adversarial.cs -- --help                     all that can be changed
//
// The KL of a VAE holds the code of each image near the prior, and hopes that all of them together cover it. They do not quite: there
// are holes, and a decoder asked for a point of one draws something between two digits. An adversarial autoencoder (Makhzani et al.
// 2015) has no KL. A discriminator D looks at points, some drawn from the prior and some encoded, and says for each how likely it is
// of the prior. It learns to tell them apart; the encoder learns to deceive it:
//
//     loss of encoder and decoder  =  −log p(x|z)  +  λ · (−log D(z))           z = encoder(x), a point: no ε, no σ
//     loss of the discriminator    =  −log D(z′)  −  log(1 − D(z))              z′ drawn from the prior
//
// When it can do no better than chance, the codes of all images together are the prior. And since the prior is only ever drawn from,
// never computed, it can be anything: also a swiss roll.
//
// A discriminator can look at images, too. Of a VAE-GAN (Larsen et al. 2016) it tells real ones from decoded ones, and what it has learnt
// to look at, its first layer f, says how like two images are, in place of their pixels:
//
//     loss of encoder and decoder  =  ‖f(x̃) − f(x)‖² / 2σ²  +  KL  +  λ · (−log D(x̃) − log D(x′))      x̃ = decoder(z), x′ = decoder(z′)
//     loss of the discriminator    =  −log D(x)  −  log(1 − D(x̃))  −  log(1 − D(x′))                   λ only for the decoder
//
// Pixels that may be a little to the left or right are best answered by gray. Features are not: edges become sharper, and by the pixels
// wrong more often. It takes more than a plane, so that it is compared with a VAE of as many dimensions.

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

const int Wide = 10;

return Lesson.Run("code/vae_adversarial.cs", "Lesson: an autoencoder with an adversary.", args, ModelKinds.Adversarial.Preset, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    using var workers = new WorkerPool(options.Training.Threads);

    // The same networks, held to the prior by a KL and by an adversary; and, in a plane, another prior that no KL can be computed to.
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

        // Look: the prior, the codes of all test images, and what the discriminator makes of every place between.
        var inspector = new ModelInspector(model, workers);
        IReadOnlyList<int> axes = inspector.Axes(data.HeldOut);
        MultivariateNormal shown = model.Prior.Moments.Marginal(axes);
        LatentPlane.Draw(inspector.Encode(data.HeldOut).Along(axes), shown.Mean, shown.Covariance).Save(run.Figure("latent_space.png"));
        if (model is AdversarialAutoencoder { LatentDimensions: >= 2 } watched)
            DiscriminatorFigure.Draw(DiscriminatorView.Of(watched, data.HeldOut, seed, workers, axes)).Save(run.Figure("discriminator.png"));
        trained[name] = (model, measures[0].Value, measures[1].Value);
        Console.WriteLine(Invariant($"Reconstruction {evaluation.Loss.Reconstruction:F1} nats per image; energy distance {measures[0].Value:F3}; sharpness of samples {measures[1].Value:F3} of real digits'."));
    }

    // Look again: ten digits, and below them what each model makes of them.
    (ImageGrid Originals, ImageGrid Reconstructions)[] pairs = [.. models.Select(one => new ModelInspector(trained[one.Name].Model, workers).Reconstruct(data.HeldOut, perClass: 1))];
    ImageGrid originals = pairs[0].Originals;
    ImageGrid[] rows = [originals, .. pairs.Select(pair => pair.Reconstructions)];
    var table = originals with { Pixels = [.. rows.SelectMany(row => row.Pixels)], Rows = rows.Length };
    string[] names = ["given", .. models.Select(model => model.Name)];
    ImageTable.Draw(table, names, [.. Enumerable.Repeat("", table.Columns)]).Save(Path.Combine(folder, "figures", "reconstructions.png"));

    // Check: an adversary brings the codes nearer to the prior than the KL does, and the images' sharpness nearer to real ones'.
    Console.WriteLine();
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "reconstructions.png")}, and discriminator.png in the folder of each model beside it.");
    if (!options.IsRepeatOf(ModelKinds.Adversarial.Preset))
        return ExitCode.Success;
    (double ours, double its) = (trained["adversarial"].Distance, trained["vae"].Distance);
    (double sharp, double blurred) = (trained["vae-gan"].Sharpness, trained["vae-wide"].Sharpness);
    bool asExpected = ours < its && sharp > blurred && sharp < 2 - blurred;
    Console.WriteLine(asExpected
        ? Invariant($"As expected: codes and prior are {ours:F3} apart, and those of the plain VAE {its:F3}; of real digits' sharpness 1, samples of the VAE-GAN have {sharp:F3}, and those of a VAE {blurred:F3}.")
        : Invariant($"Not as expected: codes and prior should be less far apart than those of the plain VAE, and are {ours:F3} to {its:F3}; the sharpness of the VAE-GAN's samples should be nearer to 1 than that of a VAE's, and is {sharp:F3} to {blurred:F3}. Please report it with {folder}."));
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
