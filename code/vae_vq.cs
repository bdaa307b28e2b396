#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: a VAE with discrete codes: an image becomes sixteen entries of a learnt codebook of sixty-four vectors.
//
//     dotnet run code/vae_vq.cs                                   10 epochs: half a minute
//     dotnet run code/vae_vq.cs -- --codes 512                    a larger codebook
//     dotnet run code/vae_vq.cs -- --positions 4                  fewer codes for each image
//     dotnet run code/vae_vq.cs -- --codebook loss --restart-below 0
//     dotnet run code/vae_vq.cs -- --help                         all options
//
// The encoder outputs sixteen vectors z. Each is replaced by the nearest of the 64 vectors e of a codebook, and the image is represented
// by their sixteen indices c. Choosing the nearest vector has no gradient, so the decoder's gradient for e is copied to z: the
// straight-through estimator. The other terms keep z and e close together (van den Oord, Vinyals & Kavukcuoglu 2017):
//
//     loss  =  −log p(x|c)  +  ‖sg(z) − e‖²  +  β ‖z − sg(e)‖²          sg: stop gradient
//
// The middle term moves the codebook vectors towards the encoder's vectors. By default moving averages do this instead, and a code that
// is not used starts again at a vector of the batch; otherwise it would never be used again.
//
// To generate images, and to know what the codes cost, there is a prior: p(c) = p(c₀) p(c₁|c₀) p(c₂|c₀ c₁) …, a small network that
// predicts each code from those before it. −log p(c) is the cost of the codes in nats, and −log p(x|c) − log p(c) is an upper bound on
// −log p(x), like the loss of any other VAE.

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

return Lesson.Run("code/vae_vq.cs", "Lesson: a VAE with discrete codes.", args, ModelKinds.VectorQuantized.Preset, lesson =>
{
    (Dataset data, ExperimentOptions options) = (lesson.Data, lesson.Options);
    ulong seed = options.Training.Seed;
    using var workers = new WorkerPool(options.Training.Threads);

    // Build and train. Read VqVae.Loss in src/VaeLab/Models/VqVae.cs: it is the equation above, line by line. What no gradient does is
    // in CodebookKeeper.Update beside it, and the prior in CodePrior.
    var model = (VqVae)options.CreateModel(data.Train.Shape);
    var trainer = new Trainer(model, data, options.Training, workers);
    using RunFolder run = RunFolder.Create(options, data);
    run.Follow(trainer);
    TrainingResult training = Lesson.Watch(trainer, run);
    run.Save(model);
    var evaluation = EvaluationReport.OfLoss(model, data, seed, workers);
    (Loss heldOut, LossBaselines lines) = (evaluation.Loss, evaluation.Baselines);
    IReadOnlyList<Measure> measures = ModelKinds.Of(model.Options.Kind).Measure(model, data, data.HeldOut, seed, workers);
    run.Save(RunSummary.Of(options, data, training, evaluation.With(measures)));

    // Look: the codebook; the codes of some digits, and which part of the image each position decides; the reconstructions; and new
    // images. Codes drawn without the prior give random strokes; with the prior, perhaps half of the images are legible digits.
    CodeSheets sheets = CodeSheets.Make(model, data.HeldOut, workers);
    if (training.History.Count > 0)
        lesson.Save(run, training, "loss_curves.png", LossCurves.Draw(training.History, lines));
    lesson.Save(run, training, "codebook.png", CodebookFigure.Draw(sheets.Codebook, sheets.Usage));
    lesson.Save(run, training, "code_maps.png", CodeMaps.Draw(sheets.Images, sheets.Labels, sheets.Codes, sheets.Places, sheets.Influence, data.ClassNames));
    lesson.Save(run, training, "samples.png", ImageTable.Draw(sheets.Samples, CodeSheets.SampleRows, [.. Enumerable.Repeat("", sheets.Samples.Columns)]));
    (ImageGrid originals, ImageGrid reconstructions) = new CodeInspector(model, workers).Reconstruct(data.HeldOut);
    lesson.Save(run, training, "reconstructions.png", Reconstructions.Draw(originals, reconstructions), "each image decoded from its codes");

    // Check: all codes are in use, and the prior has learnt to predict them.
    VqOptions vq = model.Vq;
    double even = vq.Positions * Math.Log(vq.Codes);
    Console.WriteLine();
    Console.WriteLine(Invariant($"Loss of the {data.HeldOutName} images: {heldOut.Total:F1} nats per image = reconstruction {heldOut.Reconstruction:F1} + {heldOut.Kl:F1} for {vq.Positions} codes ({lines})."));
    Console.WriteLine(Invariant($"Any {vq.Positions} of {vq.Codes} codes would be {even:F1} nats: the prior saves {even - heldOut.Kl:F1}."));
    Console.WriteLine(Invariant($"{sheets.Usage.Live} of {vq.Codes} codes are in use; their perplexity is {sheets.Usage.Perplexity:F1}."));
    Console.WriteLine($"Figures, metrics and the model are in {run.Path}.");
    Console.WriteLine(lesson.Report(run, workers));
    if (!training.IsWhole || !options.IsRepeatOf(ModelKinds.VectorQuantized.Preset))
        return ExitCode.Of(training);
    bool asExpected = sheets.Usage.Live == vq.Codes && sheets.Usage.Perplexity > 50 && heldOut.Total < 120 && even - heldOut.Kl > 15;
    Console.WriteLine(asExpected
        ? "As expected: all codes in use, a perplexity above 50, a loss below 120 nats, and at least 15 of them saved by the prior."
        : $"Not as expected: all codes should be in use with a perplexity above 50, the loss below 120 nats, and 15 of them saved by the prior. Please report it with {run.Path}.");
    return asExpected ? ExitCode.Success : ExitCode.Failure;
});
