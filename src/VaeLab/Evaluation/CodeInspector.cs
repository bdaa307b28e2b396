using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>Looks at a model with a codebook: which codes it gives to images, and what it makes of codes. For one thread at a time.</summary>
public sealed class CodeInspector
{
    private const int BatchSize = 256;

    private readonly VqVae _model;
    private readonly Tape _encoder;
    private readonly Tensor _x;
    private readonly Tensor _vectors;
    private readonly Tensor _codes;
    private readonly Tape _decoder;
    private readonly Tensor _c;
    private readonly Tensor _output;

    /// <summary>Prepares to look at a model; it may be looked at again as it changes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="workers">The threads to compute on.</param>
    public CodeInspector(VqVae model, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(workers);
        _model = model;
        _encoder = new Tape(BatchSize, workers, gradients: false);
        _x = _encoder.Input(model.Pixels);
        _vectors = model.Vectors(_x);
        _codes = model.Codes(_vectors);
        _decoder = new Tape(BatchSize, workers, gradients: false);
        _c = _decoder.Input(model.Vq.Positions);
        _output = model.Decode(_c);
    }

    /// <summary>The codes of each image: count × M, whole numbers from 0 to K − 1.</summary>
    public float[] Encode(SampleSet images) => Encode(images.Count, (start, target) => images.Fill(start, _encoder.Rows, target), _codes);

    /// <summary>The codes of each image: count × M, whole numbers from 0 to K − 1.</summary>
    /// <param name="images">count × pixels in [0, 1].</param>
    public float[] Encode(float[] images) =>
        Encode(Spans.Rows(images.Length, _model.Pixels, nameof(images)), (start, target) => images.AsSpan(start * _model.Pixels, target.Length).CopyTo(target), _codes);

    /// <summary>z, the vectors that the encoder answers with, before each takes the nearest code: count × (M·D).</summary>
    public float[] Vectors(SampleSet images) => Encode(images.Count, (start, target) => images.Fill(start, _encoder.Rows, target), _vectors);

    /// <summary>The expected image of each sequence of codes.</summary>
    /// <param name="codes">count × M, whole numbers from 0 to K − 1.</param>
    /// <returns>count × pixels in [0, 1].</returns>
    public float[] Decode(ReadOnlySpan<float> codes)
    {
        int count = Spans.Rows(codes.Length, _c.Columns, nameof(codes));
        var images = new float[count * _model.Pixels];
        for (int start = 0; start < count; start += BatchSize)
        {
            _decoder.Rows = Math.Min(BatchSize, count - start);
            codes.Slice(start * _c.Columns, _decoder.Rows * _c.Columns).CopyTo(_c.Values);
            _decoder.Forward();
            _model.Likelihood.Means(_output.Values, images.AsSpan(start * _model.Pixels, _decoder.Rows * _model.Pixels), _model.Pixels);
        }

        return images;
    }

    /// <summary>The first images of each class and what the decoder makes of their codes: a column for each class.</summary>
    /// <param name="images">The images.</param>
    /// <param name="perClass">How many of each class.</param>
    /// <param name="classes">At most how many classes.</param>
    public (ImageGrid Originals, ImageGrid Reconstructions) Reconstruct(SampleSet images, int perClass = 2, int classes = 10)
    {
        ImageGrid originals = ShownImages.Of(images, perClass, classes).Grid(images);
        return (originals, originals with { Pixels = Decode(Encode(originals.Pixels)) });
    }

    private float[] Encode(int count, FillBatch fill, Tensor answer)
    {
        var answers = new float[count * answer.Columns];
        for (int start = 0; start < count; start += BatchSize)
        {
            _encoder.Rows = Math.Min(BatchSize, count - start);
            fill(start, _x.Values);
            _encoder.Forward();
            answer.Values.CopyTo(answers.AsSpan(start * answer.Columns));
        }

        return answers;
    }

    private delegate void FillBatch(int start, Span<float> target);
}
