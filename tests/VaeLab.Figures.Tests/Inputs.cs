using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Training;

namespace VaeLab.Figures.Tests;

/// <summary>Made-up records that look like real ones; every number follows from its index.</summary>
internal static class Inputs
{
    public static readonly LossBaselines Baselines = new(45.5, 205.8);

    public static List<EpochMetrics> History(int epochs) =>
        [.. Enumerable.Range(1, epochs).Select(e => new EpochMetrics(
            e, e * 2.5, new Loss(133 + (30 / Math.Sqrt(e)), 6.9 - (1.4 / e)), new Loss(135 + (26 / Math.Sqrt(e)), 6.9 - (1.4 / e))))];

    public static LatentCodes Codes(int count, int dimensions, int classes)
    {
        var means = new float[count * dimensions];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            var angle = (2 * Math.PI * labels[i] / classes) + (.4 * Unit(i, 7));
            var radius = .3 + (1.8 * Unit(i, 3));
            for (var d = 0; d < dimensions; d++)
                means[(i * dimensions) + d] = (float)(radius * (d == 0 ? Math.Cos(angle) : d == 1 ? Math.Sin(angle) : Unit(i, d)));
        }

        return new LatentCodes(means, dimensions, labels);
    }

    /// <summary>The same codes with classes of long names.</summary>
    public static LatentCodes Named(LatentCodes codes) => codes with { ClassNames = [.. Enumerable.Range(0, 30).Select(label => $"{(char)('a' + (label % 26))}, a class of a long name")] };

    /// <summary>The same codes, but for a dimension that is 0 for all images.</summary>
    public static LatentCodes Collapsed(LatentCodes codes, int dimension) =>
        codes with { Means = [.. codes.Means.Select((mean, i) => i % codes.Dimensions == dimension ? 0 : mean)] };

    public static double[,] Identity(int dimensions)
    {
        var matrix = new double[dimensions, dimensions];
        for (var i = 0; i < dimensions; i++) matrix[i, i] = 1;
        return matrix;
    }

    public static ImageGrid Grid(int rows, int columns, int width, int height) =>
        new([.. Enumerable.Range(0, rows * columns * width * height).Select(i => (float)Unit(i, 11))], rows, columns, width, height);

    public static ImageGrid Photographs(int rows, int columns) => Grid(rows, columns, 28, 28) with { Scale = new(0, 1, IsInk: false) };

    public static ManifoldGrid Manifold(int rows, int columns, int width, int height) =>
        new(Grid(rows, columns, width, height), Quantiles(columns), [.. Quantiles(rows).Reverse()]);

    public static (double Value, ManifoldGrid Grid)[] Slices(int count, int rows, int columns, int width, int height) =>
        [.. Enumerable.Range(0, count).Select(i => (i - (count / 2d), Manifold(rows, columns, width, height)))];

    public static DimensionStatistics[] Dimensions(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i % 3 == 2 ? new DimensionStatistics(i, 1e-6, .001, -.01) : new DimensionStatistics(i, 1d / count, .4 + Unit(i, 3), 60 * Unit(i, 5)))];

    public static RateDistortionPoint[] Rates(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RateDistortionPoint(.125 * (1 << i), new Loss(80 + (1.9 * i * i), 36 / Math.Pow(1.6, i)), Math.Max(0, 10 - i)))];

    public static KlScheduleCurve[] Schedules(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new KlScheduleCurve(
            "schedule " + "abcdef"[i - 1],
            [.. Enumerable.Range(0, 51).Select(t => (t / 10d, Math.Min(1, t / (8d * i))))],
            [.. Enumerable.Range(1, 49).Select(t => (t / 10d, 14 + (30 / (1 + (t / (2d * i)))) - (14 * Math.Exp(-t / 3d))))]))];

    public static float[] Divergences(double middle) =>
        [.. Enumerable.Range(0, 1_000).Select(i => (float)(middle * (.7 + (.3 * (Unit(i, 3) + Unit(i, 5))))))];

    public static (string Name, string Remark, ImageGrid Images)[] Ladder(int count) =>
        [.. Enumerable.Range(1, count).Select(i => ("d = " + "0123456"[i], "123.4 nats", Grid(1, 10, 28, 28)))];

    public static float[] Codebook(int codes, int length) => [.. Enumerable.Range(0, codes * length).Select(i => (float)((2 * Unit(i, 5)) - 1))];

    public static CodeUsage Usage(int codes) => new([.. Enumerable.Range(0, codes).Select(code => code % 7 == 3 ? 0 : 1 + (int)(50 * Unit(code, 3)))], codes);

    public static Figure DrawCodes(int images, int positions, int width, int height, bool hasClasses = true)
    {
        const int codes = 64;
        return CodeMaps.Draw(
            Grid(images, 1, width, height),
            hasClasses ? [.. Enumerable.Range(0, images).Select(image => image / 2)] : [],
            [.. Enumerable.Range(0, images * positions).Select(i => (float)(int)(codes * Unit(i, 3)))],
            [.. Enumerable.Range(0, 3 * codes).Select(i => Unit(i, 7))],
            Grid(1, positions, width, height));
    }

    public static double[] Kls(int epochs, double last) => [.. Enumerable.Range(1, epochs).Select(epoch => last + (last / epoch))];

    public static DiscriminatorView View(int count, int dimensions, int steps) =>
        new(new(Codes(count, dimensions, 10), Codes(count, dimensions, 3).Means), -2.5, 2.5, steps, [.. Enumerable.Range(0, steps * steps).Select(i => (float)Unit(i, 3))]);

    private static double[] Quantiles(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Math.Tan(1.1 * (((i + .5) / count * 2) - 1)))];

    private static double Unit(int i, int stream) => (((i + 1) * .6180339887498949) + (((long)i * i % 101) * stream / 707d)) % 1;

    public static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
