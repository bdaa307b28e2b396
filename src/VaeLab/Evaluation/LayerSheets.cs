using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What each latent layer of a hierarchy decides: new images, and the same ones with one layer drawn anew.</summary>
/// <param name="Originals">The images as they were drawn first, one for each row.</param>
/// <param name="Anew">In each row, images with the noise of one layer drawn anew and that of the others kept.</param>
/// <param name="Rows">Which layer, from the top down.</param>
public sealed record LayerSheets(ImageGrid Originals, ImageGrid Anew, IReadOnlyList<string> Rows)
{
    private const int Images = 2, Draws = 10;

    /// <summary>Draws them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data that the model was trained on.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static LayerSheets Make(HierarchicalVae model, SampleSet data, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(workers);
        int layers = model.LayerDimensions.Count, length = model.SampleLength;
        var random = new RandomStream(0, RandomPurpose.Samples, 2);
        float[] Noise(int which)
        {
            var noise = new float[length];
            random.FillNormal(noise, (ulong)which * (ulong)length);
            return noise;
        }

        var samples = new List<float[]>();
        for (int layer = layers; layer >= 1; layer--)
        {
            (int start, int count) = (model.LayerDimensions.Take(layer - 1).Sum(), model.LayerDimensions[layer - 1]);
            for (int image = 0; image < Images; image++)
            {
                samples.Add(Noise(image));
                for (int draw = 0; draw < Draws; draw++)
                {
                    float[] noise = Noise(image);
                    Noise(Images + draw).AsSpan(start, count).CopyTo(noise.AsSpan(start));
                    samples.Add(noise);
                }
            }
        }

        var tape = new Tape(samples.Count, workers, gradients: false);
        Tensor sample = tape.Input(length), output = model.Generate(sample);
        samples.SelectMany(noise => noise).ToArray().CopyTo(sample.Values);
        model.ShapeSample(sample.Values);
        tape.Forward();
        var images = new float[samples.Count * model.Pixels];
        model.Likelihood.Means(output.Values, images, model.Pixels);

        int rows = layers * Images;
        float[] Columns(int first, int count) =>
            [.. Enumerable.Range(0, rows).SelectMany(row => images.Skip(((row * (Draws + 1)) + first) * model.Pixels).Take(count * model.Pixels))];
        return new(
            ImageGrid.Of(Columns(0, 1), rows, 1, data),
            ImageGrid.Of(Columns(1, Draws), rows, Draws, data),
            [.. Enumerable.Range(0, rows).Select(row => FormattableString.Invariant($"layer {layers - (row / Images)} anew"))]);
    }
}
