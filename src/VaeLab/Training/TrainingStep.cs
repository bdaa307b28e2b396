using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>
/// One step of training, recorded once and replayed for every batch: loss, gradients, update. Set <see cref="Rows"/>, fill
/// <see cref="Images"/> and <see cref="Noise"/>, then <see cref="Run"/>. Nothing is allocated after the first step.
/// For one thread at a time.
/// </summary>
public sealed class TrainingStep
{
    private readonly Tape _tape;
    private readonly Batch _batch;
    private readonly ModelLoss _loss;
    private readonly Optimizer? _optimizer;
    private readonly WorkerPool _workers;

    /// <summary>Records the step.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">What adjusts the model's parameters; null to compute gradients only.</param>
    /// <param name="batchSize">The most images in a step.</param>
    /// <param name="beta">β, the weight of the KL: a number, or a coefficient to be changed between steps.</param>
    /// <param name="workers">The threads to compute on.</param>
    public TrainingStep(GenerativeModel model, Optimizer? optimizer, int batchSize, Coefficient beta, WorkerPool workers)
        : this(model, optimizer, batchSize, KlPenalty.Weighted(beta), workers)
    {
    }

    /// <summary>Records the step.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">What adjusts the model's parameters; null to compute gradients only.</param>
    /// <param name="batchSize">The most images in a step.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    /// <param name="workers">The threads to compute on.</param>
    public TrainingStep(GenerativeModel model, Optimizer? optimizer, int batchSize, KlPenalty penalty, WorkerPool workers)
        : this(model, optimizer, batchSize, batch => model.Loss(batch, penalty), workers)
    {
    }

    /// <summary>Records the step, with a loss of one's own.</summary>
    /// <param name="model">What to train.</param>
    /// <param name="optimizer">What adjusts the model's parameters; null to compute gradients only.</param>
    /// <param name="batchSize">The most images in a step.</param>
    /// <param name="loss">From images and noise to their loss.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="draws">How often the noise of an image is drawn, for a loss such as <see cref="ImportanceWeighted"/>.</param>
    public TrainingStep(GenerativeModel model, Optimizer? optimizer, int batchSize, Func<Batch, ModelLoss> loss, WorkerPool workers, int draws = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(workers);
        _tape = new Tape(batchSize, workers);
        _batch = Batch.On(_tape, model, draws);
        _loss = loss(_batch);
        (_optimizer, _workers) = (optimizer, workers);
    }

    /// <summary>
    /// The largest norm of all gradients together (Pascanu, Mikolov &amp; Bengio 2013): beyond it, they are scaled down to it.
    /// 0 for no limit.
    /// </summary>
    public double ClipNorm { get; init; }

    /// <summary>The images in this batch, up to the batch size.</summary>
    public int Rows
    {
        get => _tape.Rows;
        set => _tape.Rows = value;
    }

    /// <summary>To be filled with the batch: rows × pixels in [0, 1].</summary>
    public Span<float> Images => _batch.Images.Values;

    /// <summary>To be filled with ε ~ N(0, I): rows × <see cref="NoiseLength"/>.</summary>
    public Span<float> Noise => _batch.Noise.Values;

    /// <summary>Numbers of noise that an image takes: <see cref="GenerativeModel.NoiseLength"/>, as often as it is drawn.</summary>
    public int NoiseLength => _batch.Noise.Columns;

    /// <summary>To be filled with ones and zeros, rows × <see cref="GenerativeModel.Classes"/>; empty for a model that sees no labels.</summary>
    public Span<float> Labels => _batch.Labels is { } labels ? labels.Values : [];

    /// <inheritdoc cref="Tape.FloatingPointOperations"/>
    public long FloatingPointOperations => _tape.FloatingPointOperations;

    /// <summary>The loss as it was recorded, with the values of the last <see cref="Run"/>.</summary>
    internal ModelLoss Recorded => _loss;

    /// <summary>Trains on the batch.</summary>
    /// <returns>The loss of its images before the update.</returns>
    public Loss Run()
    {
        _tape.Forward();
        if (_optimizer is null || ClipNorm == 0)
        {
            _tape.Backward(_loss.Total, _optimizer);
        }
        else
        {
            _tape.Backward(_loss.Total);
            _optimizer.Step(_workers, gradientScale: Math.Min(1, ClipNorm / _optimizer.GradientNorm(_workers)));
        }

        return Loss.MeanOf(_loss);
    }
}
