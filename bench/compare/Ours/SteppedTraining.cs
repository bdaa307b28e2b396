using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Compare.Ours;

/// <summary>A training by the trainer that lessons use, which goes on for some batches at a time and then waits.</summary>
internal sealed class SteppedTraining : IDisposable
{
    private readonly CancellationTokenSource _enough = new();
    private readonly SemaphoreSlim _go = new(0), _done = new(0);
    private readonly Thread _thread;
    private readonly int _count, _batchSize;
    private int _left, _images, _imagesBefore;
    private long _since;
    private double _seconds, _loss, _lossBefore;

    public SteppedTraining(ExperimentOptions options, Dataset data, WorkerPool workers)
    {
        (_count, _batchSize) = (data.Train.Count, options.Training.BatchSize);
        Trainer = new Trainer(options.CreateModel(data.Train.Shape), data, options.Training with { Epochs = 1_000_000 }, workers);
        Trainer.BatchCompleted += AfterBatch;
        Trainer.EpochCompleted += AfterEpoch;
        _thread = new Thread(Train) { IsBackground = true, Name = "Training" };
        _thread.Start();
    }

    public Trainer Trainer { get; }

    /// <summary>The validation loss after the last whole epoch, in nats per image.</summary>
    public double ValidationLoss { get; private set; } = double.NaN;

    /// <summary>Goes on for so many batches. Seconds are those of training; the validation between epochs is left out.</summary>
    public Measured Run(int batches)
    {
        (_left, _images, _seconds, _loss) = (batches, 0, 0, 0);
        _since = Stopwatch.GetTimestamp();
        _go.Release();
        _done.Wait();
        return new(_seconds, _images, _loss / _images);
    }

    public void Dispose()
    {
        _enough.Cancel();
        _go.Release();
        _thread.Join();
        _enough.Dispose();
        _go.Dispose();
        _done.Dispose();
    }

    private void Train()
    {
        _go.Wait();
        TrainingResult result = Trainer.Fit(_enough.Token);
        if (result.End == TrainingEnd.Interrupted)
            return;
        _loss = double.NaN;
        _done.Release();
    }

    private void AfterBatch(BatchProgress progress)
    {
        bool ends = progress.Batch == progress.Batches;
        if (--_left == 0 || ends)
            _seconds += Stopwatch.GetElapsedTime(_since).TotalSeconds;

        int images = Math.Min(progress.Batch * _batchSize, _count);
        double loss = progress.Mean.Total * images;
        (_images, _loss) = (_images + images - _imagesBefore, _loss + loss - _lossBefore);
        (_imagesBefore, _lossBefore) = ends ? (0, 0) : (images, loss);
        if (_left == 0 && !ends)
            Pause();
    }

    private void AfterEpoch(EpochMetrics metrics)
    {
        ValidationLoss = metrics.Validation.Total;
        if (_left == 0)
            Pause();
        else
            _since = Stopwatch.GetTimestamp();
    }

    private void Pause()
    {
        _done.Release();
        _go.Wait();
    }
}
