using SkiaSharp;
using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>The codes that can be drawn: those with finite coordinates.</summary>
/// <param name="X">The first coordinate.</param>
/// <param name="Y">The second, or zero where there is none.</param>
/// <param name="Labels">The classes; empty for codes without.</param>
/// <param name="ClassNames">Their names, or null.</param>
/// <param name="Skipped">How many were left out.</param>
internal sealed record LatentPoints(double[] X, double[] Y, int[] Labels, IReadOnlyList<string>? ClassNames, int Skipped)
{
    private const double Tail = .005;
    private const double Reach = .15;

    public int Count => X.Length;

    /// <summary>The first two coordinates, or the only one.</summary>
    /// <exception cref="ArgumentException">The codes do not fit together, or none is finite.</exception>
    public static LatentPoints From(LatentCodes codes) => LatentCoordinates.From(codes, codes is { Dimensions: 1 } ? 1 : 2).Plane(0, 1);

    /// <summary>The colour of a code's mark: that of its class, or without classes the same for all.</summary>
    public SKColor Color(int index) => Palette.Class(Labels.Length == 0 ? 0 : Labels[index]);

    /// <summary>
    /// An order to draw them in that mixes the classes however the set was sorted: steps of the golden section round the set.
    /// </summary>
    public IEnumerable<int> Mixed()
    {
        var step = Math.Max(1, (long)(Count * .6180339887498949));
        while (GreatestCommonDivisor(step, Count) != 1) step++;
        for (var i = 0L; i < Count; i++) yield return (int)(i * step % Count);
    }

    /// <summary>The indices of each class, classes ascending; none for codes without classes.</summary>
    public IReadOnlyList<(int Label, string Name, int[] Members)> Classes() =>
        [.. Enumerable.Range(0, Labels.Length).GroupBy(i => Labels[i]).OrderBy(group => group.Key).Select(group => (group.Key, Words.Class(ClassNames, group.Key), group.ToArray()))];

    /// <summary>
    /// What to show of a coordinate: all of it, unless its outermost hundredth lies so far out that the rest would be squashed.
    /// </summary>
    public static Interval Shown(double[] values)
    {
        var sorted = values.Order().ToArray();
        var (low, high) = (At(sorted, Tail), At(sorted, 1 - Tail));
        var reach = Reach * (high - low);
        return new Interval(Math.Max(sorted[0], low - reach), Math.Min(sorted[^1], high + reach));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
