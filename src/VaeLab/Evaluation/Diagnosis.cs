using VaeLab.Data;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>Looks for one thing that may go wrong in a training.</summary>
internal abstract class Diagnosis
{
    // Encoders begin near the prior, codes where no image is, discriminators without an opinion: all need some steps to leave that.
    private const int FewestSteps = 400;

    private const int WatchedImages = 1000;

    /// <summary>What is to be said after an epoch; null for nothing.</summary>
    /// <param name="history">The epochs so far, the present one last.</param>
    public abstract Finding? Examine(IReadOnlyList<EpochMetrics> history);

    /// <summary>The validation images that are encoded after each epoch, to see what the encoder makes of them.</summary>
    protected static SampleSet Watched(Trainer trainer)
    {
        SampleSet validation = trainer.Data.Validation;
        return validation.Slice(0, Math.Min(WatchedImages, validation.Count));
    }

    /// <summary>Whether a model has had too few steps yet to be judged.</summary>
    protected static bool IsEarly(Trainer trainer, IReadOnlyList<EpochMetrics> history) =>
        (long)history[^1].Epoch * trainer.Data.Train.Count / trainer.Options.BatchSize < FewestSteps;
}
