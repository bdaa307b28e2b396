using System.Text.Json.Serialization;

namespace VaeLab.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Times that every training image is seen.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Images in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Adam's η.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>β, the weight of the KL in the loss; 1 is the evidence lower bound.</summary>
    public double Beta { get; init; } = 1;

    /// <summary>How the weight of the KL, or the capacity, grows.</summary>
    public KlSchedule KlSchedule { get; init; } = KlSchedule.Constant;

    /// <summary>Epochs until a linear or sigmoid schedule, or the capacity, is complete.</summary>
    public double KlWarmUp { get; init; } = 10;

    /// <summary>Cycles of a cyclical schedule.</summary>
    public int KlCycles { get; init; } = 4;

    /// <summary>λ: nats of KL in each dimension that cost nothing; 0 for none.</summary>
    public double FreeBits { get; init; }

    /// <summary>C: nats at which the KL is held, growing from 0 over the warm-up; null for no capacity.</summary>
    public double? Capacity { get; init; }

    /// <summary>γ: how strongly the KL is held at the capacity.</summary>
    public double CapacityWeight { get; init; } = 10;

    /// <summary>How Adam's η changes.</summary>
    public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>Epochs between two reductions of a step schedule.</summary>
    public double LearningRateStep { get; init; } = 10;

    /// <summary>What each reduction of a step schedule multiplies by.</summary>
    public double LearningRateFactor { get; init; } = 0.5;

    /// <summary>Adam's β₁.</summary>
    public double AdamBeta1 { get; init; } = 0.9;

    /// <summary>Adam's β₂.</summary>
    public double AdamBeta2 { get; init; } = 0.999;

    /// <summary>Adam's ε.</summary>
    public double AdamEpsilon { get; init; } = 1e-7;

    /// <summary>The largest norm of all gradients together; beyond it they are scaled down. 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The decay of an average of the weights, which is what is evaluated and kept; 0 for no average.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Epochs without a lower validation loss after which to stop, keeping the best model; 0 for never.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>The share of the training images, the last ones, that validates.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Whether gray pixels become black or white.</summary>
    public Binarization Binarization { get; init; } = Binarization.None;

    /// <summary>
    /// Steps after which a run writes a checkpoint, besides that after each epoch; 0 for no others. They do not change the
    /// result, so this is no part of a configuration.
    /// </summary>
    [JsonIgnore]
    public int CheckpointSteps { get; init; }

    /// <summary>Where all randomness comes from: weights, order of the images, noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads that compute together. The result is the same bits for any number, so it is no part of a configuration.</summary>
    [JsonIgnore]
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>What cannot be done, each fault in a sentence.</summary>
    /// <param name="trainingImages">How many images there are to train on; null where not known.</param>
    public IEnumerable<string> Faults(int? trainingImages = null)
    {
        if (Epochs is < 1 or > 1_000_000)
            yield return FormattableString.Invariant($"--epochs is {Epochs}; it needs a whole number from 1 to 1000000, for example 30.");
        if (BatchSize < 1)
            yield return FormattableString.Invariant($"--batch-size is {BatchSize}; it needs a whole number of at least 1, for example 128.");
        else if (BatchSize > trainingImages)
            yield return FormattableString.Invariant($"--batch-size is {BatchSize}, and there are only {trainingImages} training images; it needs at most that many, for example {Math.Min(128, trainingImages.Value)}.");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate))
            yield return FormattableString.Invariant($"--learning-rate is {LearningRate}; it needs a number above 0, for example 0.001.");
        if (!(Beta >= 0) || !double.IsFinite(Beta))
            yield return FormattableString.Invariant($"--beta is {Beta}; it needs a number of at least 0, where 1 is the evidence lower bound.");
        if (Threads is < 1 or > 1024)
            yield return FormattableString.Invariant($"--threads is {Threads}; it needs a whole number from 1 to 1024, for example {Environment.ProcessorCount}.");
        if (KlSchedule is KlSchedule.Linear or KlSchedule.Sigmoid || Capacity is not null)
        {
            if (!(KlWarmUp > 0) || !double.IsFinite(KlWarmUp))
                yield return FormattableString.Invariant($"--kl-warm-up is {KlWarmUp}; it needs a number of epochs above 0, for example 10.");
            else if (KlWarmUp > Epochs)
                yield return FormattableString.Invariant($"--kl-warm-up is {KlWarmUp} epochs, and the training has only {Epochs}, so that the KL never gets its full weight; make --epochs at least {Math.Ceiling(KlWarmUp)}, or --kl-warm-up at most {Epochs}.");
        }

        if (KlCycles is < 1 or > 10_000)
            yield return FormattableString.Invariant($"--kl-cycles is {KlCycles}; it needs a whole number of at least 1, for example 4.");
        if (!(FreeBits >= 0) || !double.IsFinite(FreeBits))
            yield return FormattableString.Invariant($"--free-bits is {FreeBits}; it needs a number of nats of at least 0, for example 0.1.");
        if (Capacity is { } capacity && !(capacity >= 0 && double.IsFinite(capacity)))
            yield return FormattableString.Invariant($"--capacity is {capacity}; it needs a number of nats of at least 0, for example 10.");
        if (Capacity is not null && (FreeBits > 0 || Beta != 1 || KlSchedule != KlSchedule.Constant))
            yield return "--capacity replaces the weight of the KL; leave out --beta, --kl-schedule and --free-bits, or --capacity.";
        if (!(CapacityWeight > 0) || !double.IsFinite(CapacityWeight))
            yield return FormattableString.Invariant($"--capacity-weight is {CapacityWeight}; it needs a number above 0, for example 10.");
        if (!(LearningRateStep > 0) || !double.IsFinite(LearningRateStep))
            yield return FormattableString.Invariant($"--learning-rate-step is {LearningRateStep}; it needs a number of epochs above 0, for example 10.");
        if (!(LearningRateFactor is > 0 and <= 1))
            yield return FormattableString.Invariant($"--learning-rate-factor is {LearningRateFactor}; it needs a number above 0 and at most 1, for example 0.5.");
        if (!(AdamBeta1 is >= 0 and < 1))
            yield return FormattableString.Invariant($"--adam-beta1 is {AdamBeta1}; it needs a number from 0 to below 1, for example 0.9.");
        if (!(AdamBeta2 is >= 0 and < 1))
            yield return FormattableString.Invariant($"--adam-beta2 is {AdamBeta2}; it needs a number from 0 to below 1, for example 0.999.");
        if (!(AdamEpsilon > 0) || !double.IsFinite(AdamEpsilon))
            yield return FormattableString.Invariant($"--adam-epsilon is {AdamEpsilon}; it needs a number above 0, for example 1e-7.");
        if (!(ClipNorm >= 0) || !double.IsFinite(ClipNorm))
            yield return FormattableString.Invariant($"--clip-norm is {ClipNorm}; it needs a number of at least 0, where 0 is no limit, for example 100.");
        if (!(AverageDecay is >= 0 and < 1))
            yield return FormattableString.Invariant($"--average-decay is {AverageDecay}; it needs a number from 0 to below 1, for example 0.999.");
        if (EarlyStopping is < 0 or > 1_000_000)
            yield return FormattableString.Invariant($"--early-stopping is {EarlyStopping}; it needs a whole number of epochs of at least 0, where 0 is never, for example 5.");
        if (CheckpointSteps is < 0 or > 1_000_000_000)
            yield return FormattableString.Invariant($"--checkpoint-steps is {CheckpointSteps}; it needs a whole number of at least 0, where 0 is after each epoch only, for example 100.");
        if (!(ValidationFraction is > 0 and < 1))
            yield return FormattableString.Invariant($"--validation-fraction is {ValidationFraction}; it needs a number between 0 and 1, for example 0.1.");
    }
}
