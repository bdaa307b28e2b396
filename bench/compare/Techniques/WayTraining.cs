using System.Diagnostics;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Compare.Techniques;

/// <summary>The first experiment, trained one way; any two see the same images and the same noise.</summary>
internal sealed class WayTraining
{
    private const int BatchSize = 128;
    private const ulong Seed = 0;

    private readonly Way _way;
    private readonly SampleSet _images;
    private readonly WorkerPool _workers;
    private readonly Vae _model;
    private readonly Adam _adam;
    private TrainingStep _step;
    private int _batch;

    public WayTraining(Way way, SampleSet images, WorkerPool workers)
    {
        ModelOptions options = ExperimentOptions.TwoDimensional.Model;
        (_way, _images, _workers) = (way, images, workers);
        _model = new Vae(images.Shape, options, options.CreatePrior(), way.Likelihood, Seed);
        _adam = new Adam(_model.Parameters);
        _step = Record();
    }

    /// <summary>Takes some steps, each on the next images.</summary>
    /// <returns>What the steps took, without the images' way into the batch, and the mean loss.</returns>
    public Measured Run(int steps)
    {
        (double seconds, double loss) = (0, 0);
        for (int i = 0; i < steps; i++, _batch++)
        {
            long start = Stopwatch.GetTimestamp();
            if (_way.RecordsAnew)
                _step = Record();
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            Fill();

            start = Stopwatch.GetTimestamp();
            loss += _step.Run().Total;
            if (_way.OptimizerLater)
                _adam.Step(_workers);
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return new(seconds, steps * BatchSize, loss / steps);
    }

    private TrainingStep Record() => new(_model, _way.OptimizerLater ? null : _adam, BatchSize, beta: 1, _workers);

    private void Fill()
    {
        int first = _batch % (_images.Count / BatchSize) * BatchSize;
        _images.Fill(first, BatchSize, _step.Images);
        if (_way.InPlaceOfZero != 0)
            _step.Images.Replace(0, _way.InPlaceOfZero);
        new RandomStream(Seed, RandomPurpose.TrainingNoise, (uint)_batch).FillNormal(_step.Noise);
    }
}
