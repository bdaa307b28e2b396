using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>How sharp images are: by how much neighbouring pixels differ. A model that is unsure of an image makes the mean of all that it may be, which is blurred.</summary>
public static class Sharpness
{
    private const int Samples = 1000;

    /// <summary>The mean absolute difference of two pixels beside or above each other.</summary>
    /// <param name="pixels">Images one after the other, count × height × width in [0, 1].</param>
    /// <param name="width">Pixels across an image.</param>
    /// <param name="height">Pixels down an image.</param>
    /// <returns>From 0 to 1; 0 for images of a single pixel.</returns>
    public static double Of(ReadOnlySpan<float> pixels, int width, int height)
    {
        (double sum, long pairs) = (0, 0);
        for (int i = 0; i < pixels.Length; i++)
        {
            (int row, int column) = (i / width % height, i % width);
            if (column > 0)
                (sum, pairs) = (sum + Math.Abs(pixels[i] - pixels[i - 1]), pairs + 1);
            if (row > 0)
                (sum, pairs) = (sum + Math.Abs(pixels[i] - pixels[i - width]), pairs + 1);
        }

        return pairs == 0 ? 0 : sum / pairs;
    }

    /// <summary>The sharpness of new images beside that of real ones.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The real ones; a model that sees labels is told theirs.</param>
    /// <param name="seed">Where the randomness comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static Measure Measure(GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        int count = Math.Min(Samples, images.Count);
        float[] samples = new Sampler(model, workers).Sample(count, new(seed, RandomPurpose.Samples), model.Classes > 0 ? images.RequiredLabels.Span[..count] : []);
        var real = new float[count * images.Shape.Length];
        images.Fill(0, count, real);
        double ofReal = Of(real, images.Shape.Width, images.Shape.Height);
        return new("sharpness", ofReal > 0 ? Of(samples, images.Shape.Width, images.Shape.Height) / ofReal : 0, FormattableString.Invariant(
            $"of {count} samples: how much neighbouring pixels differ, beside 1 for real images"));
    }
}
