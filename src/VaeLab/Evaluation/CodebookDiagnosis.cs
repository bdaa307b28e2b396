using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Evaluation;

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
        return vq.RestartBelow == 0 ? "Let them begin anew where images are: --restart-below 0.01."
            : vq.Codebook == CodebookUpdate.Loss ? "Try --codebook moving-average."
            : Invariant($"Try a lower --learning-rate than {trainer.Options.LearningRate}, or fewer --codes.");
    }
}
