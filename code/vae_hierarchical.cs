#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: a VAE with three latent layers, in which each layer is the prior of the layer below.
//
//     dotnet run code/vae_hierarchical.cs                              three models of 15 epochs: about a minute
//     dotnet run code/vae_hierarchical.cs -- --inference top-down      a learnt network instead of the ladder
//     dotnet run code/vae_hierarchical.cs -- --lower-layers 24         two layers
//     dotnet run code/vae_hierarchical.cs -- --help                    all options
//
// The prior of a VAE is a Gaussian, but its codes are not distributed like one. So describe the code by another code, and so on:
//
//     p(x, z)  =  p(x|z₁) p(z₁|z₂) p(z₂|z₃) p(z₃)
//
// Only the top prior is fixed; the others are Gaussians whose parameters a network computes from the layer above. The loss has one
// KL for each layer:
//
//     loss  =  E[−log p(x|z₁)]  +  Σ E[KL(q(zₗ|x, zₗ₊₁) ‖ p(zₗ|zₗ₊₁))]  +  KL(q(z₃|x) ‖ p(z₃))
//
// q is inferred from the top down. In a ladder (Sønderby et al. 2016) the encoder gives a Gaussian for each layer, which is multiplied
// with the prior: each is weighted by its precision.
//
// At the start of the training no layer carries enough information to be worth its KL. A layer that collapses then stays so, because the
// other layers learn to work without it. So the weight of the KL starts near 0 and grows: warm-up. The lesson shows its effect.

using VaeLab.Cli;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

return Lesson.Run("code/vae_hierarchical.cs", "Lesson: a VAE of several latent layers.", args, ModelKinds.Hierarchical.Preset, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    string folder = lesson.NewFolder();
    SampleSet sampled = data.HeldOut.Slice(0, Math.Min(500, data.HeldOut.Count));
    using var workers = new WorkerPool(options.Training.Threads);

    // Three models: one layer with as many dimensions and about as many weights; the layers without warm-up; and with it. Read
    // HierarchicalVae.Draw and .Loss in src/VaeLab/Models/HierarchicalVae.cs.
    var layered = (HierarchicalVae)options.CreateModel(data.Train.Shape);
    ExperimentOptions at = options with { Training = options.Training with { KlSchedule = KlSchedule.Constant } };
    ModelOptions flat = options.Model.As(new VaeOptions()) with { LatentDimensions = layered.NoiseLength, PriorMean = null, PriorCovariance = null };
    long Weights(ModelOptions shape) => shape.Create(data.Train.Shape, seed).Parameters.Sum(parameter => (long)parameter.Length);
    long weights = Weights(options.Model);
    while (Weights(flat) < weights)
        flat = flat with { Hidden = [flat.Hidden[0] + 4, .. flat.Hidden.Skip(1)] };
    (ExperimentOptions Options, string Name)[] models = [(at with { Model = flat }, "one-layer"), (at, "without-warm-up"), (options, "with-warm-up")];

    var results = new List<(double Loss, double Likelihood)>();
    var activities = new List<LayerActivity>();
    var samples = new List<float>();
    foreach ((ExperimentOptions given, string name) in models)
    {
        ExperimentOptions one = given with { OutputFolder = Path.Combine(folder, name) };
        Console.WriteLine(name);
        var model = (LatentModel)one.CreateModel(data.Train.Shape);
        var trainer = new Trainer(model, data, one.Training, workers);
        using RunFolder run = RunFolder.Create(one, data);
        run.Follow(trainer);
        TrainingResult training = Lesson.Watch(trainer, run);
        run.Save(model);
        RandomStream Noise(uint index) => new(seed, RandomPurpose.EvaluationNoise, index);
        var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
        Loss heldOut = evaluation.Loss;
        double likelihood = new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, 500, Noise(EvaluationStream.Importance));
        run.Save(RunSummary.Of(one, data, training, evaluation with { NegativeLogLikelihood = likelihood }));
        lesson.Report(run, workers);
        if (!training.IsWhole)
            return ExitCode.Of(training);
        results.Add((heldOut.Total, likelihood));
        samples.AddRange(new Sampler(model, workers).Sample(10, new RandomStream(seed, RandomPurpose.Samples)));
        Console.WriteLine(Invariant($"Loss of the {data.HeldOutName} images: {heldOut.Total:F1} nats per image = reconstruction {heldOut.Reconstruction:F1} + KL {heldOut.Kl:F1}; −log p(x) {likelihood:F1}."));
        if (model is not HierarchicalVae hierarchy)
            continue;

        // Look: the KL of each layer over the epochs; and images with one layer resampled while the others stay.
        lesson.Save(run, training, "layers.png", LayerCurves.Draw(LayerActivity.Over(training.History, hierarchy.LayerDimensions.Count)));
        LayerSheets sheets = LayerSheets.Make(hierarchy, data.HeldOut, workers);
        lesson.Save(run, training, "resampled.png", ImageTable.Draw(sheets.Anew, sheets.Rows, [.. Enumerable.Repeat("", sheets.Anew.Columns)], sheets.Originals, "before"));
        var activity = LayerActivity.Measure(hierarchy, data.HeldOut, seed, workers);
        activities.Add(activity);
        for (int layer = hierarchy.LayerDimensions.Count; layer >= 1; layer--)
            Console.WriteLine(Invariant($"  layer {layer}: {activity.Of(layer),6:F2} nats, {activity.ActiveUnits(layer)} of {hierarchy.LayerDimensions[layer - 1]} dimensions active"));
    }

    // Look again: new images of the three.
    var table = ImageGrid.Of([.. samples], models.Length, 10, data.HeldOut);
    lesson.Save(Path.Combine(folder, "figures", "samples.png"), ImageTable.Draw(table, [.. models.Select(model => model.Name)], [.. Enumerable.Repeat("", table.Columns)]));

    // Check: with warm-up all layers are active, and the loss is lower than with one layer, and much lower than without warm-up.
    Console.WriteLine();
    Console.WriteLine($"Figures: {Path.Combine(folder, "figures", "samples.png")}; layers.png and resampled.png in the folders of the models beside it.");
    if (!options.IsRepeatOf(ModelKinds.Hierarchical.Preset))
        return ExitCode.Success;
    bool allSpeak = Enumerable.Range(1, layered.LayerDimensions.Count).All(layer => activities[1].Of(layer) > 0.5);
    bool asExpected = allSpeak && results[2].Loss < results[0].Loss && results[2].Likelihood < results[1].Likelihood - 3;
    Console.WriteLine(asExpected
        ? Invariant($"As expected: all layers have more than half a nat; the loss is {results[2].Loss:F1}, with one layer {results[0].Loss:F1}, and without warm-up {results[1].Loss:F1}.")
        : $"Not as expected: all layers should have more than half a nat, and the loss should be the lowest of the three. Please report it with {folder}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
