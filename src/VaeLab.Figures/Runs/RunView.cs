using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Figures.Runs;

/// <summary>A trained model and all that its figures are drawn from. What several figures need is computed once.</summary>
/// <param name="options">What was trained.</param>
/// <param name="model">The model.</param>
/// <param name="data">The data that it was trained on; figures show the held-out samples.</param>
/// <param name="history">A line for each epoch.</param>
/// <param name="baselines">What to compare a loss with.</param>
/// <param name="statistics">How the model uses its latent space; null for a model without one.</param>
/// <param name="workers">The threads to compute on.</param>
public sealed class RunView(
    ExperimentOptions options, GenerativeModel model, Dataset data, IReadOnlyList<EpochMetrics> history, LossBaselines baselines, LatentStatistics? statistics, WorkerPool workers)
{
    private readonly Dictionary<Type, object> _made = [];

    /// <summary>The model.</summary>
    public GenerativeModel Model => model;

    /// <summary>The model if it has a latent space; null if it has none.</summary>
    public LatentModel? Latent => model as LatentModel;

    /// <summary>The samples that the figures show.</summary>
    public SampleSet HeldOut => data.HeldOut;

    /// <summary>A line for each epoch.</summary>
    public IReadOnlyList<EpochMetrics> History => history;

    /// <summary>What to compare a loss with.</summary>
    public LossBaselines Baselines => baselines;

    /// <summary>The threads to compute on.</summary>
    public WorkerPool Workers => workers;

    /// <summary>How the model uses its latent space.</summary>
    /// <exception cref="InvalidOperationException">The model has none, or nobody has measured it.</exception>
    public LatentStatistics Statistics => statistics ?? throw new InvalidOperationException("The use of the latent space has not been measured.");

    /// <summary>Looks at a model with a latent space.</summary>
    public ModelInspector Inspector => Once(() => new ModelInspector((LatentModel)model, workers));

    /// <summary>Which latent dimensions are shown: all, or of more than three the three most active ones.</summary>
    public IReadOnlyList<int> Axes => Latent!.LatentDimensions > 3 ? Statistics.MostActive(3) : [.. Enumerable.Range(0, Latent.LatentDimensions)];

    /// <summary>The posterior means of the held-out samples, in the dimensions that are shown.</summary>
    public LatentCodes Codes => Once(() => Latent!.LatentDimensions > 3 ? Inspector.Encode(HeldOut).Along(Axes) : Inspector.Encode(HeldOut));

    /// <summary>The prior of the dimensions that are shown.</summary>
    public MultivariateNormal Prior => Latent!.Prior.Moments.Marginal(Axes);

    /// <summary>What a caption says of <see cref="Axes"/>; empty where these are all dimensions, or the first ones.</summary>
    /// <param name="count">How many of them a figure shows.</param>
    public string AxesNote(int count) => Latent!.LatentDimensions <= 3 ? string.Empty
        : Words.Invariant($"{string.Join(", ", Axes.Take(count).Select(Words.Axis))} are the most active of {Latent.LatentDimensions} dimensions, by KL");

    /// <summary>The decoded grid of the first two dimensions that are shown.</summary>
    /// <param name="steps">Images along each axis.</param>
    /// <param name="others">Where to hold the third one, in standard deviations of the prior.</param>
    public ManifoldGrid Manifold(int steps, params ReadOnlySpan<double> others) => Inspector.Manifold(steps, HeldOut, Axes, others);

    /// <summary>What several figures are drawn from, made when the first of them asks for it.</summary>
    /// <typeparam name="T">There is one of each type.</typeparam>
    public T Once<T>(Func<T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        if (!_made.TryGetValue(typeof(T), out var made))
            _made[typeof(T)] = made = make();
        return (T)made;
    }

    /// <summary>What a figure's caption says: which data and which training it shows.</summary>
    /// <param name="figure">The figure.</param>
    public string Caption(RunFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return RunFigures.Caption(options, data, history, figure.ShowsModelOnly, figure.Note?.Invoke(this) ?? string.Empty);
    }
}
