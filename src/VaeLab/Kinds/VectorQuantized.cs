using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Kinds;

/// <summary>The vector-quantized VAE.</summary>
internal sealed class VectorQuantized : ModelKind<VqOptions>
{
    /// <inheritdoc/>
    public override string Title => "A vector-quantized variational autoencoder";

    /// <inheritdoc/>
    public override ExperimentOptions Preset { get; } = new() { Name = "vae_vq", Model = new ModelOptions().As(new VqOptions()), Training = new TrainingOptions { Epochs = 10 } };

    /// <inheritdoc/>
    public override JsonTypeInfo<VqOptions> Json { get; } = new VectorQuantizedJson(JsonOptions()).VqOptions;

    /// <inheritdoc/>
    protected override IReadOnlyList<Setting<VqOptions>> Own => VqOptions.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Diagnosis[]> Diagnoses(Trainer trainer) => [[new CodebookDiagnosis(trainer, (VqVae)trainer.Model)], [new NothingLearntDiagnosis(trainer)], [new OverfittingDiagnosis()]];

    /// <inheritdoc/>
    protected override IReadOnlyList<Measure> MeasureOwn(GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers) => OfCodes((VqVae)model, images, workers);

    private static IReadOnlyList<Measure> OfCodes(VqVae model, SampleSet images, WorkerPool workers)
    {
        int codes = model.Vq.Codes;
        var usage = CodeUsage.Of(new CodeInspector(model, workers).Encode(images), model.Vq.Positions, codes);
        return
        [
            new("perplexity", usage.Perplexity, FormattableString.Invariant($"of the use of {codes} codes: so many in even use would be as many as these")),
            new("live_codes", (double)usage.Live / codes, FormattableString.Invariant($"share of {codes} codes that {images.Count} images use")),
        ];
    }
}

[JsonSerializable(typeof(VqOptions))]
internal sealed partial class VectorQuantizedJson : JsonSerializerContext;

/// <summary>Finds a codebook of which few codes are used, or whose codes do not depend on the image, by the codes of some validation images.</summary>
internal sealed class CodebookDiagnosis(Trainer trainer, VqVae model) : Diagnosis
{
    // Below, most of what was paid for is idle; a codebook in good use has nearly all its codes live.
    private const double LeastLive = 0.25;

    private readonly SampleSet _images = Watched(trainer);
    private readonly CodeInspector _inspector = new(model, trainer.Workers);

    public override Finding? Examine(IReadOnlyList<EpochMetrics> history)
    {
        VqOptions vq = model.Vq;
        if (IsEarly(trainer, history))
            return null;
        var usage = CodeUsage.Of(_inspector.Encode(_images), vq.Positions, vq.Codes);
        if (usage.Sequences == 1 && _images.Count > 1)
        {
            return new(FindingKind.CodebookCollapse, Invariant(
                $"Codebook collapse: all of {_images.Count} images have the same {vq.Positions} codes, and get the same reconstruction. {Remedy()}"));
        }

        // Few images cannot use all codes.
        double possible = Math.Min(vq.Codes, (double)_images.Count * vq.Positions);
        return usage.Live >= LeastLive * possible ? null : new(FindingKind.CodebookCollapse, Invariant(
            $"Codebook collapse: {usage.Live} of {vq.Codes} codes are used (perplexity {usage.Perplexity:F1}); the others are nearest to nothing, and learn nothing. {Remedy()}"));
    }

    private string Remedy()
    {
        VqOptions vq = model.Vq;
        return vq.RestartBelow == 0 ? "Let them begin anew where images are: VqOptions.RestartBelow = 0.01."
            : vq.Codebook == CodebookUpdate.Loss ? "Try VqOptions.Codebook = MovingAverage."
            : Invariant($"Try a lower TrainingOptions.LearningRate than {trainer.Options.LearningRate}, or fewer VqOptions.Codes.");
    }
}
