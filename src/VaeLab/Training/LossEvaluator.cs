using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>The loss of a model on images that it is not trained on, with one sample z for each. For one thread at a time.</summary>
public sealed class LossEvaluator
{
    private const int BatchSize = 256;

    private readonly Tape _tape;
    private readonly GenerativeModel _model;
    private readonly Batch _batch;
    private readonly ModelLoss _loss;

    /// <summary>Records the evaluation of a model; it may be run again as the model changes.</summary>
    /// <param name="model">What to evaluate.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="loss">A loss of one's own, as for <see cref="TrainingStep"/>; null for the negative ELBO.</param>
    public LossEvaluator(GenerativeModel model, WorkerPool workers, Func<Batch, ModelLoss>? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        _tape = new Tape(BatchSize, workers, gradients: false);
        _model = model;
        _batch = Batch.On(_tape, model);
        _loss = loss is null ? model.Loss(_batch, KlPenalty.Weighted(1)) : loss(_batch);
    }

    /// <summary>The mean loss over all images.</summary>
    /// <param name="images">The images.</param>
    /// <param name="noise">Where ε comes from; the same stream gives the same loss.</param>
    /// <exception cref="InputException">The model is told labels, and the images have none or others.</exception>
    public Loss Evaluate(SampleSet images, RandomStream noise)
    {
        ArgumentNullException.ThrowIfNull(images);
        LossMean mean = default;
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            _tape.Rows = Math.Min(BatchSize, images.Count - start);
            images.Fill(start, _tape.Rows, _batch.Images.Values);
            if (_batch.Labels is { } labels)
                OneHot.Fill(images, start, _tape.Rows, labels.Columns, labels.Values);
            noise.FillNormal(_batch.Noise.Values, (ulong)start * (ulong)_batch.Noise.Columns);
            _model.ShapeNoise(_batch.Noise.Values);
            _tape.Forward();
            mean = mean.Add(Loss.MeanOf(_loss), _tape.Rows);
        }

        return mean.Mean();
    }
}
