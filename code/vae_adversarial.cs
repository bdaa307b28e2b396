#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: an autoencoder whose codes lie where a prior says, because an adversary watches over them.
//
//     dotnet run code/vae_adversarial.cs                               three models of 15 epochs: about a minute
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

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Interop;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

return Lesson.Run("code/vae_adversarial.cs", "Lesson: an autoencoder with an adversary.", args, ExperimentOptions.Adversarial, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    string folder = options.OutputFolder ?? RunFolder.Free(options.Name);
    LossBaselines lines = Baselines.Measure(data.Train, data.Test);
    using var workers = new WorkerPool(options.Training.Threads);

    // The same networks, held to the prior by a KL and by an adversary; and, in a plane, another prior that no KL can be computed to.
    // Read AdversarialAutoencoder.Loss in src/VaeLab/Models/AdversarialAutoencoder.cs beside Vae.Loss.
    AdversarialOptions adversary = options.Model.Adversarial ?? new();
    ModelOptions plain = options.Model.As(ModelFamily.Vae) with { Adversarial = null }, roll = options.Model with { Adversarial = adversary with { Shape = PriorShape.SwissRoll } };
    List<(ModelOptions Shape, string Name)> models = [(plain, "vae"), (options.Model, "adversarial")];
    if (adversary.Shape != PriorShape.SwissRoll && !roll.Faults().Any())
        models.Add((roll, "swiss-roll"));
    var trained = new List<(LatentModel Model, double Distance)>();
    foreach ((ModelOptions shape, string name) in models)
    {
        ExperimentOptions one = options with { Model = shape, OutputFolder = Path.Combine(folder, name) };
        Console.WriteLine(name);
        var model = (LatentModel)one.CreateModel(data.Train.PixelCount);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer);
        run.Save(model);
        Loss test = new LossEvaluator(model, workers).Evaluate(data.Test, new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        IReadOnlyList<Measure> measures = FamilyMeasures.Of(model, data, data.Test, seed, workers);
        run.Save(RunSummary.Of(one, training, test, lines, measures: measures));
        lesson.Report(run, workers);
        if (!training.IsWhole)
            return ExitCode.Of(training);

        // Look: the prior, the codes of all test images, and what the discriminator makes of every place between.
        LatentCodes codes = new ModelInspector(model, workers).Encode(data.Test);
        LatentPlane.Draw(codes, model.Prior.Mean, model.Prior.Covariance).Save(run.Figure("latent_space.png"));
        if (model is AdversarialAutoencoder { LatentDimensions: >= 2 } watched)
            DiscriminatorFigure.Draw(DiscriminatorView.Of(watched, data.Test, seed, workers)).Save(run.Figure("discriminator.png"));
        trained.Add((model, measures[0].Value));
        Console.WriteLine(Invariant($"Reconstruction {test.Reconstruction:F1} nats per image; energy distance {measures[0].Value:F3}; sharpness of samples {measures[1].Value:F3} of real digits'."));
    }

    // Look again: ten digits, and below them what each model makes of them.
    (ImageGrid originals, ImageGrid first) = new ModelInspector(trained[0].Model, workers).Reconstruct(data.Test, perClass: 1);
    ImageGrid[] rows = [originals, first, .. trained.Skip(1).Select(one => new ModelInspector(one.Model, workers).Reconstruct(data.Test, perClass: 1).Reconstructions)];
    var table = new ImageGrid([.. rows.SelectMany(row => row.Pixels)], rows.Length, originals.Columns, originals.Width, originals.Height);
    string[] names = ["given", .. models.Select(model => model.Name)];
    ImageTable.Draw(table, names, [.. Enumerable.Repeat("", table.Columns)]).Save(Path.Combine(folder, "figures", "reconstructions.png"));

    // Check: the adversary brings the codes nearer to the prior than the KL does.
    Console.WriteLine();
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "reconstructions.png")}, and discriminator.png in the folder of each model beside it.");
    if (!options.IsRepeatOf(ExperimentOptions.Adversarial))
        return ExitCode.Success;
    bool asExpected = trained[1].Distance < trained[0].Distance;
    Console.WriteLine(asExpected
        ? Invariant($"As expected: codes and prior are {trained[1].Distance:F3} apart, and those of the plain VAE {trained[0].Distance:F3}.")
        : Invariant($"Not as expected: codes and prior should be less far apart than those of the plain VAE, and are {trained[1].Distance:F3} to {trained[0].Distance:F3}. Please report it with {folder}."));
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
