using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Compare.Techniques;

/// <summary>
/// Loss and gradients of one batch by the kernels, and by the plain loops that stand beside each of them: the same tape, in double
/// precision and one number at a time. No training: both compute the same again and again.
/// </summary>
internal sealed class PlainLoops
{
    private const int BatchSize = 128;

    private readonly Tape _tape;
    private readonly ModelLoss _loss;

    public PlainLoops(ImageSet images, WorkerPool workers)
    {
        GenerativeModel model = ExperimentOptions.TwoDimensional.CreateModel(images.Shape);
        _tape = new Tape(BatchSize, workers);
        var batch = Batch.On(_tape, model);
        _loss = model.Loss(batch, KlPenalty.Weighted(1));
        ImageBatch.Fill(images, 0, BatchSize, batch.Images.Values);
        new RandomStream(0, RandomPurpose.TrainingNoise).FillNormal(batch.Noise.Values);
        _tape.LoadReference();
    }

    public Measured ByKernels(int steps)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < steps; i++)
        {
            _tape.Forward();
            _tape.Backward(_loss.Total);
        }

        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, steps * BatchSize, _loss.Total.Values[0]);
    }

    public Measured ByPlainLoops()
    {
        long start = Stopwatch.GetTimestamp();
        _tape.ForwardReference();
        _tape.BackwardReference(_loss.Total);
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, BatchSize, _loss.Total.ReferenceValue[0]);
    }
}
