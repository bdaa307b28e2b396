using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>
/// Trains a model on a dataset: each epoch goes through the training images in a new random order, batch by batch, and then
/// measures the loss on the validation images. The test images are not touched.
/// For one thread at a time.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingOptions _options;
    private readonly WorkerPool _workers;
    private readonly Optimizer _optimizer;
    private readonly double _learningRate;
    private readonly TrainingSchedule _schedule;
    private readonly TrainingStep _step;
    private readonly WeightAverage? _average;
    private readonly KeptWeights _kept;
    private readonly BatchFill _fill;
    private readonly LossEvaluator _validation;
    private readonly int[] _order;
    private readonly int _batches;
    private readonly TermMeans _terms;
    private readonly List<EpochMetrics> _history = [];
    private readonly TrainingClock _clock = new();
    private int _batch;
    private LossMean _mean;
    private long _steps;
    private long _images;
    private Finding? _divergence;
    private TrainingResult? _ended;

    /// <summary>Prepares a training.</summary>
    /// <param name="model">What to train; its parameters change.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="options">How.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="parts">Parts that are written in code; null for none.</param>
    /// <exception cref="InputException">An option cannot be, or the data do not fit the model: their shape, their labels, or values outside [0, 1]; or an option would have no effect with these data and workers. All faults together.</exception>
    /// <exception cref="ArgumentException">The parts have a loss, and a penalty that it would not use.</exception>
    public Trainer(GenerativeModel model, Dataset data, TrainingOptions options, WorkerPool workers, TrainingParts? parts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(workers);
        parts ??= new();
        if (parts is { Loss: not null, Penalty: not null })
            throw new ArgumentException("A loss of your own has its own penalty of the KL: give TrainingParts.Loss or TrainingParts.Penalty, not both.", nameof(parts));
        string[] faults = [.. options.Faults(data.Train.Count), .. Faults(model, data, options), .. WithoutEffect(data, options, workers), .. Faults(options, parts)];
        if (faults.Length > 0)
            throw new InputException(faults);

        (Model, Data, _options, _workers) = (model, data, options, workers);
        _order = new int[data.Train.Count];
        _batches = (data.Train.Count + options.BatchSize - 1) / options.BatchSize;
        _optimizer = parts.Optimizer?.Invoke(model.Learnt) ?? options.CreateOptimizer(model.Learnt);
        _learningRate = _optimizer.LearningRate;
        _schedule = new TrainingSchedule(options, parts, _optimizer, _batches);
        Func<Batch, ModelLoss> loss = parts.Loss
            ?? (options.Objective is { } objective ? batch => ImportanceWeighted.Loss((LatentModel)model, batch, objective, options.Gradient) : batch => model.Loss(batch, _schedule.Penalty));
        _step = new TrainingStep(model, _optimizer, options.BatchSize, loss, workers, options.Objective?.Draws ?? 1) { ClipNorm = options.ClipNorm };
        _terms = new TermMeans(_step.Recorded);
        _validation = new LossEvaluator(model, workers);
        _average = options.AverageDecay > 0 ? new WeightAverage(model.Parameters, options.AverageDecay) : null;
        _kept = new KeptWeights(model.Parameters, options.EarlyStopping);
        _fill = new BatchFill(model, data.Train, _order, options.Binarization, _step, workers);
        State = [.. model.Parameters, .. model.Memory, .. _optimizer.Memory, .. _average?.Averages ?? [], .. _kept.Weights];
    }

    /// <summary>What is trained.</summary>
    public GenerativeModel Model { get; }

    /// <summary>What it is trained on.</summary>
    public Dataset Data { get; }

    /// <summary>How.</summary>
    public TrainingOptions Options => _options;

    /// <summary>The threads that compute; between steps they are free for others.</summary>
    public WorkerPool Workers => _workers;

    /// <summary>After each batch. Handlers run between steps and must return quickly.</summary>
    public event Action<BatchProgress>? BatchCompleted;

    /// <summary>After each epoch and its validation, while the model has the weights that were validated.</summary>
    public event Action<EpochMetrics>? EpochCompleted;

    /// <summary>
    /// When the training could be broken off here and gone on with later: after each epoch, after every
    /// <see cref="TrainingOptions.CheckpointSteps"/> steps, and when it was asked to stop.
    /// </summary>
    public event Action? CheckpointReached;

    /// <summary>All that the training has learnt and remembers: weights, the optimizer's moments, averages, the weights kept.</summary>
    internal IReadOnlyList<Parameter> State { get; }

    /// <summary>How far the training is; with <see cref="State"/>, all that it needs to go on.</summary>
    internal TrainingProgress Progress =>
        new([.. _history], _batch, _mean, _kept.Epoch, _clock.Elapsed.TotalSeconds, _clock.Steps.TotalSeconds, _terms.Sums);

    /// <summary>Goes back or on to where a training was.</summary>
    /// <param name="progress">How far that was; <see cref="CanBeAt"/> holds.</param>
    /// <param name="fill">Fills the <see cref="State"/>. If it throws, the progress stays as it is.</param>
    internal void Restore(TrainingProgress progress, Action<IReadOnlyList<Parameter>> fill)
    {
        TakeBackWeights();
        fill(State);
        _history.Clear();
        _history.AddRange(progress.History);
        (_batch, _mean, _terms.Sums) = (progress.Batch, progress.Mean, progress.Terms);
        _steps = ((long)_history.Count * _batches) + _batch;
        _images = ((long)_history.Count * _order.Length) + ImagesIn(_batch);
        _clock.Set(progress.Seconds, progress.StepSeconds);
        (_kept.Epoch, _optimizer.Steps) = (progress.KeptEpoch, _steps);
        (_divergence, _ended) = (null, null);
    }

    /// <summary>Whether this training can be so far.</summary>
    internal bool CanBeAt(TrainingProgress progress) =>
        progress.History.Select(epoch => epoch?.Epoch).SequenceEqual(Enumerable.Range(1, progress.History.Count).Select(epoch => (int?)epoch))
        && progress.History.Count <= _options.Epochs
        && progress.Batch >= 0 && progress.Batch <= _batches && progress.Mean.Count == ImagesIn(progress.Batch)
        && progress.KeptEpoch >= 0 && progress.KeptEpoch <= progress.History.Count
        && _terms.CanBe(progress.Terms)
        && TrainingClock.CanBe(progress.Seconds) && TrainingClock.CanBe(progress.StepSeconds);

    private static IEnumerable<string> Faults(GenerativeModel model, Dataset data, TrainingOptions options)
    {
        if (data.Shape != model.Shape)
            yield return $"The images have {data.Shape} pixels and the model takes {model.Shape} (height × width): make the model for this dataset.";
        if (model.Classes > 0 && !data.HasLabels)
            yield return "The model is told the class of each image, and the data have no labels: give data with labels, or take a model that is not conditional.";
        if (model.Classes > 0 && data.GreatestLabel >= model.Classes)
            yield return FormattableString.Invariant($"The data have a label {data.GreatestLabel} and the model knows {model.Classes} classes: make it for at least {data.GreatestLabel + 1}.");
        if (model.Likelihood.Fault(data) is { } fault)
            yield return fault;
        foreach (string bound in options.Objective?.Faults(model.Options, options.Gradient) ?? [])
            yield return bound;
        if (model.Likelihood.IsForBytes && options.Binarization != Binarization.None)
            yield return $"TrainingOptions.Binarization = {options.Binarization} makes black and white of gray, and the likelihood '{model.Likelihood.Name}' is of gray in 256 steps: take ModelOptions.Likelihood = bernoulli, or leave it out.";
        if (options.Binarization == Binarization.Dynamic && data.UnitIntervalFault("binarization") is { } second)
            yield return second;
    }

    /// <summary>Options that describe data or workers, and those that were given are others.</summary>
    private static IEnumerable<string> WithoutEffect(Dataset data, TrainingOptions options, WorkerPool workers)
    {
        TrainingOptions usual = new();
        if (options.Threads >= 1 && options.Threads != usual.Threads && options.Threads != workers.Width)
            yield return FormattableString.Invariant($"TrainingOptions.Threads is {options.Threads}, and the workers that were given are {workers.Width}; make a WorkerPool of TrainingOptions.Threads, or leave it out.");
        if (options.ValidationFraction != usual.ValidationFraction && options.ValidationFraction is > 0 and < 1
            && (data.HasOwnValidation || data.Validation.Count != data.WithValidationShare(options.ValidationFraction).Validation.Count))
            yield return FormattableString.Invariant($"TrainingOptions.ValidationFraction is {options.ValidationFraction}, and the data have a validation set already, of {data.Validation.Count:N0} samples; {(data.HasOwnValidation ? string.Empty : "give what Dataset.WithValidationShare makes of them, or ")}leave it out.");
        if (options.Binarization == Binarization.Static && !data.HasBinarizedTraining)
            yield return "TrainingOptions.Binarization = Static is of data that were drawn before, and these are as they are; give what Dataset.Binarize makes of them, or leave it out.";
    }

    /// <summary>Options of which parts written in code take the place, so that they would have no effect.</summary>
    private static IEnumerable<string> Faults(TrainingOptions options, TrainingParts parts)
    {
        if (parts.Optimizer is not null && options.Optimizer != OptimizerKind.Adam)
            yield return "TrainingParts.Optimizer takes the place of TrainingOptions.Optimizer, which would have no effect; leave out one or the other.";
        string? part = parts.Loss is not null ? "TrainingParts.Loss" : parts.Penalty is not null ? "TrainingParts.Penalty" : null;
        string[] replaced = part is null ? [] : [.. options.OnTheKl(), .. options.Objective is null ? Array.Empty<string>() : ["TrainingOptions.Objective"]];
        if (replaced.Length > 0)
            yield return $"{part} takes the place of {string.Join(" and ", replaced)}, which would have no effect; leave out one or the other.";
    }

    private int ImagesIn(int batches) => Math.Min(batches * _options.BatchSize, _order.Length);

    /// <summary>
    /// Trains to the end, or until asked to stop: then the model holds what it has learnt so far. If the loss is no longer a
    /// finite number, the training ends at once, and the model is as it was after its last whole epoch. Called again after it
    /// was asked to stop, it goes on and comes to the same bits as without the stop. Called again after the end, it returns the
    /// same result and changes nothing.
    /// </summary>
    /// <param name="cancellation">Asks to stop after the present step.</param>
    /// <returns>What it came to.</returns>
    public TrainingResult Fit(CancellationToken cancellation = default)
    {
        if (_ended is not null)
            return _ended;
        TakeBackWeights();
        if (_steps == 0)
            _kept.Take(epoch: 0);
        TrainingEnd? end = EndAfterEpoch();
        while (end is null)
            end = TrainEpoch(_history.Count + 1, cancellation) ?? Validate(_history.Count + 1);

        // The model gets what was validated: the average, or the best epoch.
        if (end == TrainingEnd.Diverged || _kept.HasBest)
            _kept.Swap();
        else
            _average?.Swap(_workers);
        TrainingResult result = new([.. _history], _steps, _clock.Elapsed.TotalSeconds, _steps == 0 ? 0 : _images / _clock.Steps.TotalSeconds, end.Value, _divergence);
        _ended = end == TrainingEnd.Interrupted ? null : result;
        return result;
    }

    /// <summary>Gives the model back the weights to train on, if the last <see cref="Fit"/> left it others.</summary>
    private void TakeBackWeights()
    {
        if (_kept.IsSwapped)
            _kept.Swap();
        if (_average?.IsSwapped == true)
            _average.Swap(_workers);
    }

    /// <returns>Why the training ends amid the epoch; null if it goes on.</returns>
    private TrainingEnd? TrainEpoch(int epoch, CancellationToken cancellation)
    {
        new RandomStream(_options.Seed, RandomPurpose.Shuffle, (uint)epoch).Permute(_order);
        var noise = new RandomStream(_options.Seed, RandomPurpose.TrainingNoise, (uint)epoch);
        (long imagesBefore, TimeSpan stepTimeBefore) = (_images, _clock.Steps);
        _clock.Start();

        while (_batch < _batches)
        {
            if (cancellation.IsCancellationRequested)
            {
                _clock.Stop();
                CheckpointReached?.Invoke();
                return TrainingEnd.Interrupted;
            }

            TimeSpan before = _clock.Elapsed;
            Loss loss = Step(epoch, _batch, noise);
            if (!double.IsFinite(loss.Total))
                return Diverge(epoch, _batch, loss);
            _mean = _mean.Add(loss, _step.Rows);
            _terms.Add(_step.Rows);
            _batch++;
            _clock.AddStep(before);
            double rate = (_images - imagesBefore) / (_clock.Steps - stepTimeBefore).TotalSeconds;
            BatchCompleted?.Invoke(new(epoch, _options.Epochs, _batch, _batches, _mean.Mean(), rate, Remaining(epoch)));
            if (_options.CheckpointSteps > 0 && _steps % _options.CheckpointSteps == 0)
                CheckpointReached?.Invoke();
        }

        _clock.Stop();
        return null;
    }

    /// <summary>Measures the validation loss after an epoch.</summary>
    /// <returns>Why the training ends after it; null if it goes on.</returns>
    private TrainingEnd? Validate(int epoch)
    {
        _clock.Start();
        _average?.Swap(_workers);
        Loss validation = _validation.Evaluate(Data.Validation, new(_options.Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Validation));
        if (!double.IsFinite(validation.Total))
            return Diverge(epoch, _batches - 1, validation);
        _history.Add(new(epoch, _clock.Elapsed.TotalSeconds - _history.Sum(earlier => earlier.Seconds), _mean.Mean(), validation, _terms.Mean(_mean.Count)));
        _kept.Observe(_history);
        (_batch, _mean, _terms.Sums) = (0, default, null);
        _clock.Stop();

        EpochCompleted?.Invoke(_history[^1]);
        _average?.Swap(_workers);
        CheckpointReached?.Invoke();
        return EndAfterEpoch();
    }

    private TrainingEnd? EndAfterEpoch() =>
        _kept.IsEnough(_history) ? TrainingEnd.StoppedEarly
        : _history.Count >= _options.Epochs ? TrainingEnd.Completed
        : null;

    private TrainingEnd Diverge(int epoch, int batch, Loss loss)
    {
        _clock.Stop();
        _divergence = Divergence.Explain(epoch, batch + 1, loss, Model, _learningRate, _kept.Epoch);
        return TrainingEnd.Diverged;
    }

    private Loss Step(int epoch, int batch, RandomStream noise)
    {
        _schedule.Set(_steps);
        int start = batch * _options.BatchSize;
        _step.Rows = Math.Min(_options.BatchSize, _order.Length - start);
        _fill.Fill(start, noise, new(_options.Seed, RandomPurpose.Binarization, (uint)epoch + 1));
        _steps++;
        _images += _step.Rows;
        Loss loss = _step.Run();
        Model.AfterStep(_step.Recorded, new(_options.Seed, RandomPurpose.AfterStep, (uint)_steps));
        _average?.Update(_workers);
        return loss;
    }

    private TimeSpan Remaining(int epoch)
    {
        double done = epoch - 1 + ((double)_batch / _batches);
        return _clock.Elapsed * ((_options.Epochs - done) / done);
    }
}
