#!/usr/bin/env dotnet
#:project ../src/VaeLab.Cli/VaeLab.Cli.csproj

// Lesson: a VAE whose code is spelled, in sixteen letters of an alphabet of sixty-four that it makes up itself.
//
//     dotnet run code/vae_vq.cs                                   10 epochs: half a minute
//     dotnet run code/vae_vq.cs -- --codes 512                    a larger alphabet
//     dotnet run code/vae_vq.cs -- --positions 4                  shorter words
//     dotnet run code/vae_vq.cs -- --codebook loss --restart-below 0
//     dotnet run code/vae_vq.cs -- --help                         all that can be changed
//
// The encoder answers with sixteen vectors z. Each is replaced by the nearest of the 64 vectors e of a codebook, and what is kept of the
// image are their sixteen numbers c. "Nearest" has no slope, so that the decoder's gradient is handed to the encoder as if e were z:
// straight through. The rest sees to it that they are nearly the same (van den Oord, Vinyals & Kavukcuoglu 2017):
//
//     loss  =  −log p(x|c)  +  ‖sg(z) − e‖²  +  β ‖z − sg(e)‖²          sg: a number from which nothing is learnt
//
// The middle term moves codes to their vectors. By default moving averages do that instead, and codes that nobody uses begin anew at
// a vector of the batch; else they would be lost for good.
//
// To generate, and to know what a word costs, there is a prior: p(c) = p(c₀) p(c₁|c₀) p(c₂|c₀ c₁) …, a small network that learns to
// guess each letter from those before it. A good guess is a cheap letter: −log p(c) are the nats of the word, and with them
// −log p(x|c) − log p(c) is a bound on −log p(x), like the loss of any other VAE.

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

return Lesson.Run("code/vae_vq.cs", "Lesson: a VAE whose code is spelled in letters.", args, ModelKinds.VectorQuantized.Preset, lesson =>
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

    // Look: the alphabet; how ten digits are spelled, and where each letter matters; what is left of the digits; and digits that
    // nobody has written. Letters drawn without the prior make ink, and with it digits.
    CodeSheets sheets = CodeSheets.Make(model, data.HeldOut, workers);
    if (training.History.Count > 0)
        LossCurves.Draw(training.History, lines).Save(run.Figure("loss_curves.png"));
    CodebookFigure.Draw(sheets.Codebook, sheets.Usage).Save(run.Figure("codebook.png"));
    CodeMaps.Draw(sheets.Images, sheets.Labels, sheets.Codes, sheets.Places, sheets.Influence, data.ClassNames).Save(run.Figure("code_maps.png"));
    ImageTable.Draw(sheets.Samples, CodeSheets.SampleRows, [.. Enumerable.Repeat("", sheets.Samples.Columns)]).Save(run.Figure("samples.png"));
    (ImageGrid originals, ImageGrid reconstructions) = new CodeInspector(model, workers).Reconstruct(data.HeldOut);
    Reconstructions.Draw(originals, reconstructions).Save(run.Figure("reconstructions.png"));

    // Check: the whole alphabet is in use, and the prior has learnt to spell.
    VqOptions vq = model.Vq;
    double even = vq.Positions * Math.Log(vq.Codes);
    Console.WriteLine();
    Console.WriteLine(Invariant($"Loss of the {data.HeldOutName} images: {heldOut.Total:F1} nats per image = reconstruction {heldOut.Reconstruction:F1} + {heldOut.Kl:F1} for {vq.Positions} codes ({lines})."));
    Console.WriteLine(Invariant($"Any {vq.Positions} of {vq.Codes} codes would be {even:F1} nats: what the prior knows of spelling saves {even - heldOut.Kl:F1}."));
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
