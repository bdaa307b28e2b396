using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>
/// Trains a model on a dataset: each epoch goes through the training images in a new random order, batch by batch, and then
/// measures the loss on the validation images. The test images are not touched.
/// </summary>
public sealed class Trainer
{
    private readonly Dataset _data;
    private readonly TrainingOptions _options;
    private readonly WorkerPool _workers;
    private readonly Adam _optimizer;
    private readonly TrainingSchedule _schedule;
    private readonly TrainingStep _step;
    private readonly WeightAverage? _average;
    private readonly BestModel? _best;
    private readonly BatchFill _fill;
    private readonly LossEvaluator _validation;
    private readonly int[] _order;
    private readonly int _batches;
    private readonly List<EpochMetrics> _history = [];
    private readonly Stopwatch _clock = new();
    private TimeSpan _stepTime;
    private TimeSpan _epochTime;
    private Loss _epochLoss;
    private long _steps;
    private long _images;

    /// <summary>Prepares a training.</summary>
    /// <param name="model">What to train; its parameters change.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="options">How.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">An option cannot be, or the images have not the model's size; all faults together.</exception>
    public Trainer(Vae model, Dataset data, TrainingOptions options, WorkerPool workers)
    {
        List<string> faults = [.. options.Faults(data.Train.Count)];
        if (data.Train.PixelCount != model.Pixels)
        {
            faults.Add(FormattableString.Invariant(
                $"The images have {data.Train.PixelCount} pixels and the model takes {model.Pixels}: make the model for this dataset."));
        }

        if (faults.Count > 0)
            throw new InputException(faults);

        (_data, _options, _workers) = (data, options, workers);
        _order = new int[data.Train.Count];
        _batches = (data.Train.Count + options.BatchSize - 1) / options.BatchSize;
        _optimizer = new Adam(model.Parameters, options.LearningRate, options.AdamBeta1, options.AdamBeta2, options.AdamEpsilon);
        _schedule = new TrainingSchedule(options, _batches);
        _step = new TrainingStep(model, _optimizer, options.BatchSize, _schedule.Penalty, workers) { ClipNorm = options.ClipNorm };
        _validation = new LossEvaluator(model, workers);
        _average = options.AverageDecay > 0 ? new WeightAverage(model.Parameters, options.AverageDecay) : null;
        _best = options.EarlyStopping > 0 ? new BestModel(model.Parameters, options.EarlyStopping) : null;
        _fill = new BatchFill(data.Train, _order, options.Binarization, _step, workers);
    }

    /// <summary>After each batch. Handlers run between steps: quick ones, please.</summary>
    public event Action<BatchProgress>? BatchCompleted;

    /// <summary>After each epoch and its validation.</summary>
    public event Action<EpochMetrics>? EpochCompleted;

    /// <summary>Trains to the end, or until asked to stop: then the model keeps what it has learnt so far.</summary>
    /// <param name="cancellation">Asks to stop after the present step.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="InputException">The loss is no longer a finite number.</exception>
    public TrainingResult Fit(CancellationToken cancellation = default)
    {
        bool finished = true, enough = false;
        for (int epoch = 1; epoch <= _options.Epochs && finished && !enough; epoch++)
        {
            finished = TrainEpoch(epoch, cancellation);
            if (finished)
                enough = Validate(epoch);
        }

        // What is kept is what was validated: the average, or the best epoch.
        _average?.Swap(_workers);
        _best?.Restore();
        return new([.. _history], _steps, _clock.Elapsed.TotalSeconds, _steps == 0 ? 0 : _images / _stepTime.TotalSeconds, Interrupted: !finished);
    }

    private bool TrainEpoch(int epoch, CancellationToken cancellation)
    {
        new RandomStream(_options.Seed, RandomPurpose.Shuffle, (uint)epoch).Permute(_order);
        var noise = new RandomStream(_options.Seed, RandomPurpose.TrainingNoise, (uint)epoch);
        var mean = default(LossMean);
        TimeSpan start = _clock.Elapsed, stepTimeBefore = _stepTime;
        _clock.Start();

        for (int batch = 0; batch < _batches; batch++)
        {
            if (cancellation.IsCancellationRequested)
            {
                _clock.Stop();
                return false;
            }

            TimeSpan before = _clock.Elapsed;
            Loss loss = Step(epoch, batch, noise);
            if (!double.IsFinite(loss.Total))
                throw Diverged(epoch, batch);
            mean.Add(loss, _step.Rows);
            _stepTime += _clock.Elapsed - before;
            BatchCompleted?.Invoke(new(
                epoch, _options.Epochs, batch + 1, _batches, mean.Value, mean.Count / (_stepTime - stepTimeBefore).TotalSeconds, Remaining(epoch, batch)));
        }

        _clock.Stop();
        (_epochLoss, _epochTime) = (mean.Value, _clock.Elapsed - start);
        return true;
    }

    /// <summary>Measures the validation loss after an epoch.</summary>
    /// <returns>Whether it is time to stop early.</returns>
    private bool Validate(int epoch)
    {
        TimeSpan start = _clock.Elapsed;
        _clock.Start();
        _average?.Swap(_workers);
        Loss validation = _validation.Evaluate(_data.Validation, new(_options.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Validation));
        if (!double.IsFinite(validation.Total))
            throw Diverged(epoch, _batches - 1);
        bool enough = _best?.Observe(validation.Total) ?? false;
        _average?.Swap(_workers);
        _clock.Stop();

        var metrics = new EpochMetrics(epoch, (_epochTime + _clock.Elapsed - start).TotalSeconds, _epochLoss, validation);
        _history.Add(metrics);
        EpochCompleted?.Invoke(metrics);
        return enough;
    }

    private Loss Step(int epoch, int batch, RandomStream noise)
    {
        _schedule.Set(_steps, _optimizer);
        int start = batch * _options.BatchSize;
        _step.Rows = Math.Min(_options.BatchSize, _order.Length - start);
        _fill.Fill(start, noise, new(_options.Seed, RandomPurpose.Binarization, (uint)epoch + 1));
        _steps++;
        _images += _step.Rows;
        Loss loss = _step.Run();
        _average?.Update(_workers);
        return loss;
    }

    private TimeSpan Remaining(int epoch, int batch)
    {
        double done = epoch - 1 + ((batch + 1.0) / _batches);
        return _clock.Elapsed * ((_options.Epochs - done) / done);
    }

    private InputException Diverged(int epoch, int batch) => new(FormattableString.Invariant(
        $"The loss is no longer a finite number in epoch {epoch}, batch {batch + 1}: the training has diverged. Try a smaller --learning-rate than {_options.LearningRate}, for example {Math.Min(0.001, _options.LearningRate / 10)}."));
}
