using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>Samples from a model. For one thread at a time.</summary>
public sealed class Sampler
{
    private const int BatchSize = 256;

    private readonly GenerativeModel _model;
    private readonly Tape _tape;
    private readonly Tensor _sample;
    private readonly Tensor? _labels;
    private readonly Tensor _output;

    /// <summary>Prepares to sample from a model; it may be sampled from again as it changes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="workers">The threads to compute on.</param>
    public Sampler(GenerativeModel model, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        _model = model;
        _tape = new Tape(BatchSize, workers, gradients: false);
        _sample = _tape.Input(model.SampleLength);
        _labels = model.Classes > 0 ? _tape.Input(model.Classes) : null;
        _output = model.Generate(_sample, _labels);
    }

    /// <summary>The expected images of points drawn from the prior: the same stream gives the same images, and its first ones however many there are.</summary>
    /// <param name="count">How many.</param>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="labels">The class of each, count numbers, for a model that sees labels; of others, none.</param>
    /// <returns>Count × pixels in [0, 1].</returns>
    /// <exception cref="ArgumentException">The model sees labels, and there is not one for each image.</exception>
    public float[] Sample(int count, RandomStream random, ReadOnlySpan<int> labels = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (_labels is not null)
            Spans.Require(labels.Length, count, nameof(labels));
        var images = new float[count * _model.Pixels];
        for (int start = 0; start < count; start += BatchSize)
        {
            _tape.Rows = Math.Min(BatchSize, count - start);
            random.FillNormal(_sample.Values, (ulong)start * (ulong)_sample.Columns);
            _model.ShapeSample(_sample.Values);
            if (_labels is not null)
                OneHot.Fill(labels.Slice(start, _tape.Rows), _model.Classes, _labels.Values);
            _tape.Forward();
            _model.Likelihood.Means(_output.Values, images.AsSpan(start * _model.Pixels, _tape.Rows * _model.Pixels), _model.Pixels);
        }

        return images;
    }
}
