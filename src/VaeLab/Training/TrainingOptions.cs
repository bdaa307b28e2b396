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
    }
}
