using System.Diagnostics;
using System.Text.Json.Serialization;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>How far a training is; with its tensors, all that it needs to go on.</summary>
/// <param name="History">The whole epochs.</param>
/// <param name="Batch">Batches taken of the epoch after them.</param>
/// <param name="Mean">The loss of those batches.</param>
/// <param name="KeptEpoch">The epoch that the kept weights come from.</param>
/// <param name="Seconds">The time so far.</param>
/// <param name="StepSeconds">The time so far without validation.</param>
/// <param name="Terms">Sums of the other <see cref="ModelLoss.Terms"/> of those batches; null if there are none.</param>
internal sealed record TrainingProgress(
    IReadOnlyList<EpochMetrics> History, int Batch, LossMean Mean, int KeptEpoch, double Seconds, double StepSeconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? Terms = null);

/// <summary>A mean of losses over batches of different sizes, each image counting the same.</summary>
/// <param name="Reconstruction">Sum of the reconstruction over the images so far.</param>
/// <param name="Kl">Sum of the KL over the images so far; null for a model that has none.</param>
/// <param name="Count">The images so far.</param>
internal readonly record struct LossMean(double Reconstruction, double? Kl, int Count)
{
    /// <summary>The mean so far.</summary>
    public Loss Mean() => new(Reconstruction / Count, Kl / Count);

    /// <summary>Together with the mean loss of so many images more.</summary>
    public LossMean Add(Loss loss, int count) =>
        new(Reconstruction + (loss.Reconstruction * count), loss.Kl is { } kl ? (Kl ?? 0) + (kl * count) : null, Count + count);
}

/// <summary>Means over an epoch of what a loss keeps account of besides its two parts.</summary>
/// <param name="loss">The loss as it was recorded.</param>
internal sealed class TermMeans(ModelLoss loss)
{
    private readonly double[] _sums = new double[loss.Terms.Count];

    /// <summary>Sums over the images so far; null if the loss has no such terms, or to begin anew.</summary>
    public IReadOnlyList<double>? Sums
    {
        get => _sums.Length == 0 ? null : [.. _sums];
        set
        {
            for (int i = 0; i < _sums.Length; i++)
                _sums[i] = value?[i] ?? 0;
        }
    }

    /// <summary>Whether these can be the sums of that loss.</summary>
    public bool CanBe(IReadOnlyList<double>? sums) => (sums?.Count ?? 0) == _sums.Length;

    /// <summary>Adds the batch that was just computed.</summary>
    public void Add(int count)
    {
        for (int i = 0; i < _sums.Length; i++)
            _sums[i] += Loss.Mean(loss.Terms[i].Value.Values) * count;
    }

    /// <summary>The means by name; null if there are none.</summary>
    public IReadOnlyDictionary<string, double>? Mean(int count) => _sums.Length == 0 ? null
        : loss.Terms.Index().ToDictionary(term => term.Item.Name, term => _sums[term.Index] / count, StringComparer.Ordinal);
}

/// <summary>The time that a training takes, before it was resumed included.</summary>
internal sealed class TrainingClock
{
    private const double MostSeconds = 1e9;

    private readonly Stopwatch _watch = new();
    private TimeSpan _earlier;

    /// <summary>The time so far.</summary>
    public TimeSpan Elapsed => _earlier + _watch.Elapsed;

    /// <summary>The time so far without validation.</summary>
    public TimeSpan Steps { get; private set; }

    /// <summary>Whether this many seconds can have been measured.</summary>
    public static bool CanBe(double seconds) => seconds is >= 0 and < MostSeconds;

    /// <summary>Runs on.</summary>
    public void Start() => _watch.Start();

    /// <summary>Stands still until it is started again.</summary>
    public void Stop() => _watch.Stop();

    /// <summary>Adds the time of a step, from then to now.</summary>
    public void AddStep(TimeSpan start) => Steps += Elapsed - start;

    /// <summary>Goes to where the clock of another process was.</summary>
    public void Set(double seconds, double stepSeconds)
    {
        _watch.Reset();
        (_earlier, Steps) = (TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(stepSeconds));
    }
}
