#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson 6: a model that also gets the class of the digit. The latent code then only has to describe how it is written.
//
//     dotnet run code/vae_conditional.cs                        two models of 15 epochs: about a minute
//     dotnet run code/vae_conditional.cs -- --latent-dim 10     more room for the style
//     dotnet run code/vae_conditional.cs -- --dataset fashion-mnist
//     dotnet run code/vae_conditional.cs -- --help              all options
//
// A plain VAE uses its code first for what changes the image most, which is the class of the digit. And such a model cannot be asked for
// a seven. A conditional VAE (Sohn, Lee & Yan 2015) gives the label y to both networks, as ten numbers of which one is 1:
//
//     loss  =  E[−log p(x|z, y)]  +  KL(q(z|x, y) ‖ p(z))        a bound on −log p(x|y)
//
// The KL charges for each nat of information in the code, and the decoder already knows y. So the code no longer holds the class, and
// one point z means the same slant and stroke thickness in all ten digits: a style.

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

return Lesson.Run("code/vae_conditional.cs", "Lesson 6: a VAE that is told the class.", args, ModelKinds.Conditional, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    using var workers = new WorkerPool(options.Training.Threads);

    // The same networks, data, seed and training, without the label and with it. Read Vae.Loss in
    // src/VaeLab/Models/Vae.cs: the label is its y.
    (ModelOptions Shape, string Name)[] models =
    [
        (options.Model with { Classes = 0 }, "without-labels"),
        (options.Model, "with-labels"),
    ];
    var trained = new List<(LatentModel Model, Loss Test)>();
    foreach ((ModelOptions shape, string name) in models)
    {
        ExperimentOptions one = options with { Model = shape, OutputFolder = Path.Combine(folder, name) };
        Console.WriteLine(name);
        var model = (LatentModel)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);
        var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
        Loss heldOut = evaluation.Loss;
        run.Save(RunSummary.Of(one, data, training, evaluation));
        lesson.Report(run, workers);
        if (!training.IsWhole)
            return ExitCode.Of(training);
        trained.Add((model, heldOut));

        // Look: where the encoder puts the digits. Without labels each class has its own region; with labels, all ten lie on
        // top of each other, because the code does not hold the class.
        var inspector = new ModelInspector(model, workers);
        LatentCodes codes = inspector.Encode(data.HeldOut);
        IReadOnlyList<int> axes = inspector.Axes(data.HeldOut);
        MultivariateNormal shown = model.Prior.Moments.Marginal(axes);
        lesson.Save(run, training, "latent_space.png", LatentPlane.Draw(codes.Along(axes), shown.Mean, shown.Covariance));
        double accuracy = NearestNeighbours.Accuracy(inspector.Encode(data.Train.Slice(0, Math.Min(10_000, data.Train.Count))), codes);
        Console.WriteLine(Invariant($"Loss of the {data.HeldOutName} images: {heldOut.Total:F1} nats per image = reconstruction {heldOut.Reconstruction:F1} + KL {heldOut.Kl:F1}; by its 10 nearest codes, {accuracy:P0} of the images are classified rightly."));
    }

    // Look again: ten points of the prior as each of the classes; and the style of ten given digits, in every class.
    LatentModel conditional = trained[1].Model;
    ClassSheets sheets = ClassSheets.Make(conditional, data.HeldOut, styles: 10, workers);
    string[] styles = [.. "abcdefghij".Select(letter => $"{letter}")];
    lesson.Save(Path.Combine(folder, "figures", "classes.png"), ImageTable.Draw(sheets.Styles, sheets.Names, styles));
    lesson.Save(Path.Combine(folder, "figures", "style_transfer.png"), ImageTable.Draw(sheets.Transfer, sheets.Names, sheets.Names, sheets.Originals));

    // Check: the label lowers the loss, and the images are of the class that was asked for. A classifier that was trained on real
    // images only decides this.
    Measure agreement = ClassAgreement.Measure(conditional, data, seed, workers);
    double gain = trained[0].Test.Total - trained[1].Test.Total;
    Console.WriteLine();
    Console.WriteLine(Invariant($"The label is worth {gain:F1} nats per image. Agreement {agreement.Value:P1}: {agreement.Meaning}."));
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "classes.png")} and style_transfer.png; each model is in a folder of its own beside them.");
    if (!options.IsRepeatOf(ModelKinds.Conditional))
        return ExitCode.Success;
    bool asExpected = gain > 5 && agreement.Value >= 0.97;
    Console.WriteLine(asExpected
        ? "As expected: at least 5 nats, and at least 97% of the samples are what was asked for."
        : $"Not as expected: the label should be worth 5 nats, and 97% of the samples should be what was asked for. Please report it with {folder}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
