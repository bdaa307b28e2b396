using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>Looks at a trained model: where it puts images, and what it makes of latent points. For one thread at a time.</summary>
public sealed class ModelInspector
{
    private const int BatchSize = 256;

    private readonly LatentModel _model;
    private readonly WorkerPool _workers;
    private readonly Tape _encoder;
    private readonly Tensor _x;
    private readonly Tensor? _encoderLabels;
    private readonly Tensor? _kl;
    private readonly Tape _decoder;
    private readonly Tensor _z;
    private readonly Tensor? _decoderLabels;
    private readonly Tensor _output;
    private readonly Tensor _target;
    private readonly Tensor _distortion;

    /// <summary>Prepares to look at a model; it may be looked at again as it changes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="workers">The threads to compute on.</param>
    public ModelInspector(LatentModel model, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        (_model, _workers) = (model, workers);
        _encoder = new Tape(BatchSize, workers, gradients: false);
        _x = _encoder.Input(model.Pixels);
        _encoderLabels = model.Classes > 0 ? _encoder.Input(model.Classes) : null;
        Posterior = model.Encode(_x, _encoderLabels);
        if (model.HasDensity)
        {
            // Where the KL is estimated, the images of each batch have the same noise.
            Tensor noise = _encoder.Input(model.LatentDimensions);
            new RandomStream(0, RandomPurpose.EvaluationNoise, EvaluationStream.Aggregate).FillNormal(noise.Values);
            _kl = Posterior.KlDivergence(model.Prior, noise);
        }

        _decoder = new Tape(BatchSize, workers, gradients: false);
        _z = _decoder.Input(model.LatentDimensions);
        _decoderLabels = model.Classes > 0 ? _decoder.Input(model.Classes) : null;
        _output = model.Decode(_z, _decoderLabels);
        _target = _decoder.Input(model.Pixels);
        _distortion = model.Likelihood.NegativeLogLikelihood(_output, _target);
    }

    /// <summary>For a model that sees labels: the class of images and points that come without one.</summary>
    public int Class { get; set; }

    /// <summary>The posterior of the batch that was encoded last.</summary>
    internal GaussianPosterior Posterior { get; }

    /// <summary>The posterior mean of each image.</summary>
    public LatentCodes Encode(SampleSet images) => Encode(images, _ => { });

    /// <summary>The posterior mean of each image, with a look at each batch's <see cref="Posterior"/> on the way.</summary>
    internal LatentCodes Encode(SampleSet images, Action<int> look)
    {
        int d = _model.LatentDimensions;
        var means = new float[images.Count * d];
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            _encoder.Rows = Math.Min(BatchSize, images.Count - start);
            images.Fill(start, _encoder.Rows, _x.Values);
            FillLabels(_encoderLabels, images, start);
            _encoder.Forward();
            Posterior.Mean.Values.CopyTo(means.AsSpan(start * d));
            look(_encoder.Rows);
        }

        return new(means, d, images.Labels.ToArray()) { ClassNames = images.ClassNames };
    }

    /// <summary>q(z|x) of each image: its mean, and the standard deviation of each dimension.</summary>
    /// <param name="images">count × pixels in [0, 1].</param>
    /// <param name="labels">For a model that sees labels, the class of each; none for <see cref="Class"/>.</param>
    /// <returns>Both count × d.</returns>
    /// <exception cref="ArgumentException">A row is not whole, or there are labels, but not one for each image.</exception>
    public (float[] Means, float[] StandardDeviations) EncodePosteriors(ReadOnlySpan<float> images, ReadOnlySpan<int> labels = default)
    {
        int d = _model.LatentDimensions, count = Spans.Rows(images.Length, _model.Pixels, nameof(images));
        Spans.RequireOneEachOrNone(labels.Length, count, nameof(labels));
        float[] means = new float[count * d], deviations = new float[count * d];
        for (int start = 0; start < count; start += BatchSize)
        {
            _encoder.Rows = Math.Min(BatchSize, count - start);
            images.Slice(start * _model.Pixels, _encoder.Rows * _model.Pixels).CopyTo(_x.Values);
            FillLabels(_encoderLabels, labels.IsEmpty ? labels : labels.Slice(start, _encoder.Rows));
            _encoder.Forward();
            Posterior.Mean.Values.CopyTo(means.AsSpan(start * d));
            for (int row = 0; row < _encoder.Rows; row++)
            {
                for (int j = 0; j < d; j++)
                    deviations[((start + row) * d) + j] = (float)Math.Sqrt(Posterior.Variance(row, j));
            }
        }

        return (means, deviations);
    }

    /// <summary>KL(q(z|x)‖p(z)) of each image, in nats; of a prior without a closed form, estimated by one sample of each posterior.</summary>
    /// <exception cref="InvalidOperationException">The posterior has no density: <see cref="LatentModel.HasDensity"/> is false.</exception>
    public float[] KlDivergences(SampleSet images)
    {
        Tensor divergence = _kl ?? throw new InvalidOperationException("The codes of this model are points without a KL: ask HasDensity first.");
        var kl = new List<float>(images.Count);
        Encode(images, _ => kl.AddRange(divergence.Values));
        return [.. kl];
    }

    /// <summary>The expected image at each latent point.</summary>
    /// <param name="points">count × d.</param>
    /// <param name="labels">For a model that sees labels, the class of each; none for <see cref="Class"/>.</param>
    /// <returns>count × pixels in [0, 1].</returns>
    /// <exception cref="ArgumentException">A row is not whole, or there are labels, but not one for each point.</exception>
    public float[] Decode(ReadOnlySpan<float> points, ReadOnlySpan<int> labels = default)
    {
        int d = _model.LatentDimensions, count = Spans.Rows(points.Length, d, nameof(points));
        Spans.RequireOneEachOrNone(labels.Length, count, nameof(labels));
        var images = new float[count * _model.Pixels];
        for (int start = 0; start < count; start += BatchSize)
        {
            _decoder.Rows = Math.Min(BatchSize, count - start);
            points.Slice(start * d, _decoder.Rows * d).CopyTo(_z.Values);
            FillLabels(_decoderLabels, labels.IsEmpty ? labels : labels.Slice(start, _decoder.Rows));
            _decoder.Forward();
            _model.Likelihood.Means(_output.Values, images.AsSpan(start * _model.Pixels, _decoder.Rows * _model.Pixels), _model.Pixels);
        }

        return images;
    }

    /// <summary>The mean reconstruction loss −log p(x|z), in nats per image, of images at given latent points.</summary>
    /// <param name="images">The images.</param>
    /// <param name="points">A latent point for each: count × d.</param>
    /// <exception cref="ArgumentException">There is not a point for each image.</exception>
    public double Distortion(SampleSet images, ReadOnlySpan<float> points)
    {
        ArgumentNullException.ThrowIfNull(images);
        int d = _model.LatentDimensions;
        Spans.Require(points.Length, images.Count * d, nameof(points));
        double sum = 0;
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            _decoder.Rows = Math.Min(BatchSize, images.Count - start);
            points.Slice(start * d, _decoder.Rows * d).CopyTo(_z.Values);
            images.Fill(start, _decoder.Rows, _target.Values);
            FillLabels(_decoderLabels, images, start);
            _decoder.Forward();
            foreach (float loss in _distortion.Values)
                sum += loss;
        }

        return sum / images.Count;
    }

    /// <summary>Some images of each class, or the first ones where there are no labels, and what the model makes of them by way of their posterior means, in all layers.</summary>
    /// <param name="images">Where to take them from: the first ones of each class.</param>
    /// <param name="perClass">How many of each class: the rows.</param>
    /// <param name="classes">At most so many classes: the columns.</param>
    public (ImageGrid Originals, ImageGrid Reconstructions) Reconstruct(SampleSet images, int perClass = 2, int classes = 10)
    {
        var shown = ShownImages.Of(images, perClass, classes);
        ImageGrid originals = shown.Grid(images);
        int[] labels = images.HasLabels ? [.. shown.Indices.Select(index => images.Labels.Span[index])] : [];
        return (originals, originals with { Pixels = Reconstruct(originals.Pixels, labels) });
    }

    /// <summary>What the model makes of images by way of their posterior means, in all layers.</summary>
    /// <param name="images">Count × pixels in [0, 1].</param>
    /// <param name="labels">The class of each; none for <see cref="Class"/>.</param>
    private float[] Reconstruct(float[] images, int[] labels)
    {
        var tape = new Tape(images.Length / _model.Pixels, _workers, gradients: false);
        Tensor x = tape.Input(_model.Pixels);
        Tensor? classes = _model.Classes > 0 ? tape.Input(_model.Classes) : null;
        Tensor output = _model.Reconstruct(x, classes);
        images.CopyTo(x.Values);
        FillLabels(classes, labels);
        tape.Forward();
        var reconstructions = new float[images.Length];
        _model.Likelihood.Means(output.Values, reconstructions, _model.Pixels);
        return reconstructions;
    }

    /// <summary>The latent dimensions that pictures show: all of up to three, in their order; of more the three with the largest KL, that with the largest first.</summary>
    /// <param name="images">What to measure the KL on.</param>
    public IReadOnlyList<int> Axes(SampleSet images)
    {
        int d = _model.LatentDimensions;
        if (d <= 3)
            return [.. Enumerable.Range(0, d)];
        LatentUsage usage = LatentUsage.Measure(this, _model.Prior.Moments, images);
        return [.. Enumerable.Range(0, d).OrderByDescending(j => usage.Kl[j]).ThenByDescending(j => usage.Between[j, j]).Take(3)];
    }

    /// <summary>
    /// The first two latent dimensions decoded on a grid through the prior's quantiles, the others at their mean given these two.
    /// In a one-dimensional latent space, a single row.
    /// </summary>
    /// <param name="steps">Images along each axis.</param>
    /// <param name="data">The data that the model was trained on: the images are shown as these are.</param>
    /// <param name="others">Where to hold the third dimension and so on, in standard deviations of the prior.</param>
    public ManifoldGrid Manifold(int steps, SampleSet data, params ReadOnlySpan<double> others) => Manifold(steps, data, [0, 1, 2], others);

    /// <summary>The same for any two latent dimensions.</summary>
    /// <inheritdoc cref="Manifold(int, SampleSet, ReadOnlySpan{double})"/>
    /// <param name="axes">Which latent dimensions: that of the columns, that of the rows, and those that <paramref name="others"/> holds.</param>
    public ManifoldGrid Manifold(int steps, SampleSet data, IReadOnlyList<int> axes, params ReadOnlySpan<double> others)
    {
        int d = _model.LatentDimensions;
        double[] across = [.. Enumerable.Range(0, steps).Select(i => StandardNormal.Quantile((i + 0.5) / steps))];
        double[] down = d == 1 ? [0] : [.. across.Reverse()];

        var points = new float[down.Length * across.Length * d];
        var standard = new double[d];
        others[..Math.Min(others.Length, Math.Max(0, d - 2))].CopyTo(standard.AsSpan(Math.Min(2, d)));
        int[] order = [.. axes.Take(d), .. Enumerable.Range(0, d).Except(axes)];
        MultivariateNormal prior = _model.Prior.Moments.Marginal(order);
        var point = new float[d];
        for (int cell = 0; cell < down.Length * across.Length; cell++)
        {
            standard[0] = across[cell % across.Length];
            if (d > 1)
                standard[1] = down[cell / across.Length];
            prior.Transform(standard, point);
            for (int j = 0; j < d; j++)
                points[(cell * d) + order[j]] = point[j];
        }

        return new(ImageGrid.Of(Decode(points), down.Length, across.Length, data), across, down) { Axes = order };
    }

    private void FillLabels(Tensor? target, SampleSet images, int start)
    {
        if (target is not null)
            FillLabels(target, images.HasLabels ? images.Labels.Span.Slice(start, target.Rows) : []);
    }

    /// <summary>The classes of a batch, or <see cref="Class"/> for all of it.</summary>
    private void FillLabels(Tensor? target, ReadOnlySpan<int> labels)
    {
        if (target is null)
            return;
        if (!labels.IsEmpty)
        {
            OneHot.Fill(labels, target.Columns, target.Values);
            return;
        }

        Span<int> same = stackalloc int[target.Rows];
        same.Fill(Class);
        OneHot.Fill(same, target.Columns, target.Values);
    }
}
