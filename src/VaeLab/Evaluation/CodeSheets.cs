using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What there is to see of a model with a codebook.</summary>
/// <param name="Codebook">The codes' vectors, K × D.</param>
/// <param name="Usage">How often all the images use each.</param>
/// <param name="Places">Where each code is along the three directions in which the codes spread most, K × 3 from 0 to 1.</param>
/// <param name="Images">Some images of each class, or the first ones, in a single column.</param>
/// <param name="Labels">Their classes; none for images without labels.</param>
/// <param name="Codes">Their codes, images × M.</param>
/// <param name="Influence">
/// For each position what a pixel changes by, on average, if the code there is replaced by that of another image; 1 for the most that any does.
/// A single row.
/// </param>
/// <param name="Samples">New images: a row of codes drawn evenly, one of each position's own shares, and two of the learnt prior.</param>
public sealed record CodeSheets(
    float[] Codebook, CodeUsage Usage, double[] Places, ImageGrid Images, int[] Labels, float[] Codes, ImageGrid Influence, ImageGrid Samples)
{
    private const int Axes = 3, OfClass = 2, MostClasses = 10, SamplesInRow = 10, MostReplaced = 256;

    /// <summary>What the rows of <see cref="Samples"/> are drawn from.</summary>
    public static IReadOnlyList<string> SampleRows { get; } = ["any code", "own shares", "learnt prior", "learnt prior"];

    /// <summary>Encodes and decodes what they show.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static CodeSheets Make(VqVae model, SampleSet images, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        var inspector = new CodeInspector(model, workers);
        VqOptions vq = model.Vq;
        float[] codes = inspector.Encode(images), codebook = new float[model.Codebook.Length];
        model.Codebook.CopyTo(codebook);
        var usage = CodeUsage.Of(codes, vq.Positions, vq.Codes);

        var shown = ShownImages.Of(images, OfClass, MostClasses);
        int[] inColumn = [.. Enumerable.Range(0, shown.Indices.Length).Select(i => shown.Indices[(i % shown.Rows * shown.Columns) + (i / shown.Rows)])];
        return new(
            codebook,
            usage,
            PrincipalAxes.Places(codebook, usage.Counts, Axes),
            new ShownImages(inColumn, 1).Grid(images),
            images.HasLabels ? [.. inColumn.Select(image => images.Labels.Span[image])] : [],
            [.. inColumn.SelectMany(image => codes.Skip(image * vq.Positions).Take(vq.Positions))],
            ImageGrid.Of(Replaced(inspector, codes, vq.Positions), 1, vq.Positions, images) with { Scale = GrayScale.Ink },
            ImageGrid.Of(Sampled(model, inspector, codes, workers), SampleRows.Count, SamplesInRow, images));
    }

    private static float[] Replaced(CodeInspector inspector, float[] codes, int positions)
    {
        // Each image's code comes from the image after it, and the last one's from the first.
        int count = Math.Min(MostReplaced, codes.Length / positions);
        float[] own = codes[..(count * positions)], before = inspector.Decode(own);
        int pixels = before.Length / count;
        var change = new float[positions * pixels];
        for (int m = 0; m < positions; m++)
        {
            float[] other = [.. own];
            for (int n = 0; n < count; n++)
                other[(n * positions) + m] = own[((n + 1) % count * positions) + m];
            foreach ((int i, float pixel) in inspector.Decode(other).Index())
                change[(m * pixels) + (i % pixels)] += Math.Abs(pixel - before[i]) / count;
        }

        float most = change.Max();
        return most > 0 ? Array.ConvertAll(change, x => x / most) : change;
    }

    private static float[] Sampled(VqVae model, CodeInspector inspector, float[] codes, WorkerPool workers)
    {
        (int positions, int count) = (model.Vq.Positions, codes.Length / model.Vq.Positions);
        var random = new RandomStream(0, RandomPurpose.Samples, 1);
        int Below(int bound, int i) => (int)(random.UniformAt((ulong)i) * bound);
        int length = SamplesInRow * positions;
        float[] even = [.. Enumerable.Range(0, length).Select(i => (float)Below(model.Vq.Codes, i))];
        float[] byShare = [.. Enumerable.Range(0, length).Select(i => codes[(Below(count, length + i) * positions) + (i % positions)])];
        return [.. inspector.Decode(even), .. inspector.Decode(byShare), .. new Sampler(model, workers).Sample(2 * SamplesInRow, new(0, RandomPurpose.Samples))];
    }
}
