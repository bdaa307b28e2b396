using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>
/// −log p(x), estimated by importance sampling with the posterior as proposal (Rezende et al. 2014; Burda et al. 2015):
/// log p(x) ≈ log 1/K Σₖ p(x|zₖ) p(zₖ) / q(zₖ|x), summed by log-sum-exp. It tightens the ELBO as K grows.
/// For one thread at a time.
/// </summary>
public sealed class ImportanceSampling
{
    private const int BatchSize = 256;

    private readonly LatentModel _model;
    private readonly Tape _encoder;
    private readonly Tensor _image;
    private readonly Tensor? _label;
    private readonly Tensor _summary;
    private readonly Tape _decoder;
    private readonly Tensor _x;
    private readonly Tensor _summaries;
    private readonly Tensor _noise;
    private readonly Tensor? _labels;
    private readonly LatentDraw _draw;
    private readonly Tensor _distortion;
    private readonly Func<int, double> _logPrior;

    /// <summary>Prepares the estimate for a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="ArgumentException">Its posterior has no density to weigh samples by.</exception>
    public ImportanceSampling(LatentModel model, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        if (!model.HasDensity)
            throw new ArgumentException("The codes of this model are points without a density: there is nothing to weigh samples by, so ask HasDensity first.", nameof(model));
        _model = model;
        _encoder = new Tape(batchSize: 1, workers, gradients: false);
        _image = _encoder.Input(model.Pixels);
        _label = model.Classes > 0 ? _encoder.Input(model.Classes) : null;
        _summary = model.Summary(_image, _label);

        _decoder = new Tape(BatchSize, workers, gradients: false);
        _x = _decoder.Input(model.Pixels);
        _summaries = _decoder.Input(_summary.Columns);
        _noise = _decoder.Input(model.SampleLength);
        _labels = model.Classes > 0 ? _decoder.Input(model.Classes) : null;
        _draw = model.Draw(_summaries, _noise, _labels);
        _distortion = model.Likelihood.NegativeLogLikelihood(_draw.Output, _x);
        _logPrior = model.Prior.LogDensityOfRow(_draw.Layers[^1].Z);
    }

    /// <summary>The mean of −log p(x) over images, in nats.</summary>
    /// <param name="images">The images.</param>
    /// <param name="samples">K, the samples for each image.</param>
    /// <param name="noise">Where ε comes from; the same stream gives the same number.</param>
    public double NegativeLogLikelihood(SampleSet images, int samples, RandomStream noise)
    {
        double sum = 0;
        foreach (double image in NegativeLogLikelihoods(images, samples, noise))
            sum += image;
        return sum / images.Count;
    }

    /// <summary>−log p(x) of each image, in nats.</summary>
    /// <inheritdoc cref="NegativeLogLikelihood"/>
    public double[] NegativeLogLikelihoods(SampleSet images, int samples, RandomStream noise)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var likelihoods = new double[images.Count];
        var logWeights = new double[samples];
        for (int image = 0; image < images.Count; image++)
        {
            images.Fill(image, 1, _image.Values);
            if (_label is not null)
                OneHot.Fill(images, image, 1, _label.Columns, _label.Values);
            _encoder.Forward();
            for (int start = 0; start < samples; start += BatchSize)
            {
                int count = Math.Min(BatchSize, samples - start);
                FillLogWeights(logWeights.AsSpan(start, count), noise, ((ulong)image * (ulong)samples) + (ulong)start);
            }

            likelihoods[image] = Math.Log(samples) - LogSumExp(logWeights);
        }

        return likelihoods;
    }

    /// <summary>log p(x|z) + log p(z) − log q(z|x) for some samples z.</summary>
    private void FillLogWeights(Span<double> target, RandomStream noise, ulong position)
    {
        _decoder.Rows = target.Length;
        for (int row = 0; row < target.Length; row++)
        {
            _image.Values.CopyTo(_x.Values[(row * _model.Pixels)..]);
            _summary.Values.CopyTo(_summaries.Values[(row * _summary.Columns)..]);
            _label?.Values.CopyTo(_labels!.Values[(row * _labels.Columns)..]);
        }

        noise.FillNormal(_noise.Values, position * (ulong)_noise.Columns);
        _decoder.Forward();
        for (int row = 0; row < target.Length; row++)
            target[row] = _draw.LogRatio(row, _logPrior) - _distortion.Values[row];
    }

    private static double LogSumExp(ReadOnlySpan<double> values)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (double value in values)
            largest = Math.Max(largest, value);
        foreach (double value in values)
            sum += Math.Exp(value - largest);
        return largest + Math.Log(sum);
    }
}
