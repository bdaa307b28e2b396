using System.Numerics.Tensors;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Prediction;

/// <summary>
/// Codes, decoded samples, reconstructions, new samples and scores of a trained model, for services: any number of threads may use
/// one predictor at once. Each call computes on the thread that makes it. Once warm, a call allocates nothing.
/// <para>An answer depends on the sample alone: it has the same bits in a call of its own and among others, on any thread.</para>
/// <para>The model's weights must not change while a predictor is in use. After more training, make a new one.</para>
/// </summary>
public sealed class Predictor
{
    private readonly Stack<Lane> _idle;
    private readonly Action<Lane> _return;
    private int _made;

    /// <summary>Prepares to answer for a model.</summary>
    /// <param name="model">A trained model.</param>
    /// <param name="width">
    /// How many calls compute at the same time; further ones wait. Each takes memory for 32 samples. 0 for as many as there are processors.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is negative.</exception>
    /// <exception cref="InputException">A weight is not a finite number.</exception>
    public Predictor(GenerativeModel model, int width = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        foreach (Parameter parameter in model.Parameters)
        {
            var values = new float[parameter.Length];
            parameter.CopyTo(values);
            if (!TensorPrimitives.IsFiniteAll<float>(values))
                throw new InputException($"The model's parameter '{parameter.Name}' holds numbers that are not finite, so its answers would mean nothing: take a model whose training did not diverge.");
        }

        Model = model;
        Width = width == 0 ? Environment.ProcessorCount : width;
        _idle = new(Width);
        _return = Return;
    }

    /// <summary>The model.</summary>
    public GenerativeModel Model { get; }

    /// <summary>How many calls compute at the same time.</summary>
    public int Width { get; }

    /// <summary>The code of each sample: the posterior mean of a model with a latent space, the codebook's codes of a vector-quantized one.</summary>
    /// <param name="samples">Rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="codes">Receives rows × <see cref="GenerativeModel.CodeLength"/>.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, a number is not finite or not in [0, 1] where the likelihood needs that, or a class is unknown.</exception>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public void Encode(ReadOnlySpan<float> samples, Span<float> codes, ReadOnlySpan<int> labels = default)
    {
        int rows = RowsOfSamples(samples, labels);
        Spans.Require(codes.Length, rows * Model.CodeLength, nameof(codes));
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
        {
            int count = Math.Min(Lane.Rows, rows - start);
            lane.Encode.Begin(labels, start, count, samples).Run().Values.CopyTo(codes[(start * Model.CodeLength)..]);
        }
    }

    /// <summary>q(z|x) of each sample: its mean, and the standard deviation of each dimension.</summary>
    /// <param name="samples">Rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="means">Receives rows × d.</param>
    /// <param name="deviations">Receives rows × d.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, a number is not finite or not in [0, 1] where the likelihood needs that, or a class is unknown.</exception>
    /// <exception cref="NotSupportedException">The model has no latent space.</exception>
    public void Encode(ReadOnlySpan<float> samples, Span<float> means, Span<float> deviations, ReadOnlySpan<int> labels = default)
    {
        int d = (Model as LatentModel)?.LatentDimensions
            ?? throw new NotSupportedException($"A model of the kind '{Model.Options.Kind.Name}' has no posterior with a standard deviation: call Encode without deviations.");
        int rows = RowsOfSamples(samples, labels);
        Spans.Require(means.Length, rows * d, nameof(means));
        Spans.Require(deviations.Length, rows * d, nameof(deviations));
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
        {
            int count = Math.Min(Lane.Rows, rows - start);
            lane.Posterior.Begin(labels, start, count, samples).Run();
            lane.Q!.Mean.Values.CopyTo(means[(start * d)..]);
            for (int i = 0; i < count * d; i++)
                deviations[(start * d) + i] = (float)Math.Sqrt(lane.Q.Variance(i / d, i % d));
        }
    }

    /// <summary>The expected sample of each code.</summary>
    /// <param name="codes">Rows × <see cref="GenerativeModel.CodeLength"/>.</param>
    /// <param name="samples">Receives rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, a number is not finite or no code of the model, or a class is unknown.</exception>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public void Decode(ReadOnlySpan<float> codes, Span<float> samples, ReadOnlySpan<int> labels = default)
    {
        int rows = Rows(codes, Model.CodeLength, labels, nameof(codes));
        Spans.Require(samples.Length, rows * Model.Pixels, nameof(samples));
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
            Mean(lane.Decode.Begin(labels, start, Math.Min(Lane.Rows, rows - start), codes).Run(), start, samples);
    }

    /// <summary>What the model makes of each sample by way of its code: of the posterior means, in all layers.</summary>
    /// <param name="samples">Rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="reconstructions">Receives as many numbers; may be <paramref name="samples"/>.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, a number is not finite or not in [0, 1] where the likelihood needs that, or a class is unknown.</exception>
    /// <exception cref="NotSupportedException">The model has no codes.</exception>
    public void Reconstruct(ReadOnlySpan<float> samples, Span<float> reconstructions, ReadOnlySpan<int> labels = default)
    {
        int rows = RowsOfSamples(samples, labels);
        Spans.Require(reconstructions.Length, rows * Model.Pixels, nameof(reconstructions));
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
            Mean(lane.Reconstruct.Begin(labels, start, Math.Min(Lane.Rows, rows - start), samples).Run(), start, reconstructions);
    }

    /// <summary>New samples: the expected ones of draws from the prior. The same stream gives the same samples, and its first ones however many there are.</summary>
    /// <param name="random">Where the randomness comes from.</param>
    /// <param name="samples">Receives rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, or a class is unknown.</exception>
    public void Sample(RandomStream random, Span<float> samples, ReadOnlySpan<int> labels = default)
    {
        int rows = Rows(samples, Model.Pixels, labels, nameof(samples), isData: false);
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
        {
            Pass pass = lane.Sample.Begin(labels, start, Math.Min(Lane.Rows, rows - start));
            random.FillNormal(pass.Input.Values, (ulong)start * (ulong)pass.Input.Columns);
            Model.ShapeSample(pass.Input.Values);
            Mean(pass.Run(), start, samples);
        }
    }

    /// <summary>
    /// The negative ELBO of each sample, in nats: how badly the model explains it. It is estimated with one draw z ~ q(z|x); the noise of
    /// the draw is the same for all samples, so scores can be compared.
    /// </summary>
    /// <param name="samples">Rows × <see cref="GenerativeModel.Pixels"/>.</param>
    /// <param name="scores">Receives a number for each row.</param>
    /// <param name="labels">The class of each sample, for a model that sees labels; of others, none.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <exception cref="ArgumentException">A span has a wrong length, a number is not finite or not in [0, 1] where the likelihood needs that, or a class is unknown.</exception>
    public void Score(ReadOnlySpan<float> samples, Span<Loss> scores, ReadOnlySpan<int> labels = default, ulong seed = 0)
    {
        int rows = RowsOfSamples(samples, labels);
        Spans.Require(scores.Length, rows, nameof(scores));
        using Lane lane = Take();
        for (int start = 0; start < rows; start += Lane.Rows)
        {
            int count = Math.Min(Lane.Rows, rows - start);
            Pass pass = lane.Score.Begin(labels, start, count, samples);
            FillNoise(lane.Noise!.Values, seed, count);
            pass.Run();
            ReadOnlySpan<float> reconstruction = lane.Loss!.Reconstruction.Values, kl = lane.Loss.Kl is { } tensor ? tensor.Values : [];
            for (int i = 0; i < count; i++)
                scores[start + i] = new(reconstruction[i], kl.IsEmpty ? null : kl[i]);
        }
    }

    /// <summary>The same noise for each row.</summary>
    private void FillNoise(Span<float> noise, ulong seed, int rows)
    {
        Span<float> first = noise[..Model.NoiseLength];
        new RandomStream(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Score).FillNormal(first);
        for (int row = 1; row < rows; row++)
            first.CopyTo(noise[(row * Model.NoiseLength)..]);
        Model.ShapeNoise(noise);
    }

    /// <summary>Row by row, so that no bit depends on the others.</summary>
    private void Mean(Numerics.Tensor output, int start, Span<float> samples)
    {
        for (int row = 0; row < output.Rows; row++)
            Model.Likelihood.Mean(output.Values.Slice(row * output.Columns, output.Columns), samples.Slice((start + row) * Model.Pixels, Model.Pixels));
    }

    private int RowsOfSamples(ReadOnlySpan<float> samples, ReadOnlySpan<int> labels)
    {
        int rows = Rows(samples, Model.Pixels, labels, nameof(samples));
        if (Model.Likelihood.IndexOfUnusable(samples) is var unusable and >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Row {unusable / Model.Pixels} of the samples has {samples[unusable]}, and the model takes {Model.Likelihood.UsableValues}: scale them as the training data were."), nameof(samples));
        }

        return rows;
    }

    /// <returns>How many rows there are.</returns>
    private int Rows(ReadOnlySpan<float> numbers, int length, ReadOnlySpan<int> labels, string name, bool isData = true)
    {
        if (length == 0)
            throw new NotSupportedException($"A model of the kind '{Model.Options.Kind.Name}' has no codes.");
        int rows = Spans.Rows(numbers.Length, length, name);
        if (isData && numbers.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) >= 0)
            throw new ArgumentException("A number is not finite: leave out such rows, or replace what is missing.", name);
        if (labels.Length != (Model.Classes == 0 ? 0 : rows))
        {
            throw new ArgumentException(
                Model.Classes == 0 ? "The model sees no labels: give none." : FormattableString.Invariant($"There are {labels.Length} labels for {rows} rows, and the model needs the class of each."), nameof(labels));
        }

        foreach (int label in labels)
        {
            if (label < 0 || label >= Model.Classes)
                throw new ArgumentException(FormattableString.Invariant($"A label is {label}, and the model knows the classes 0 to {Model.Classes - 1}."), nameof(labels));
        }

        return rows;
    }

    /// <summary>Takes a lane that nobody else uses; waits for one if all are in use.</summary>
    private Lane Take()
    {
        lock (_idle)
        {
            while (_idle.Count == 0 && _made == Width)
                Monitor.Wait(_idle);
            if (_idle.TryPop(out Lane? lane))
                return lane;
            lane = new Lane(Model, _return);
            _made++;
            return lane;
        }
    }

    private void Return(Lane lane)
    {
        lock (_idle)
        {
            _idle.Push(lane);
            Monitor.Pulse(_idle);
        }
    }
}
