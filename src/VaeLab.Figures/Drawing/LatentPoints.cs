using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>The codes that can be drawn: those with finite coordinates.</summary>
/// <param name="X">The first coordinate.</param>
/// <param name="Y">The second, or zero where there is none.</param>
/// <param name="Labels">The classes.</param>
/// <param name="Skipped">How many were left out.</param>
internal sealed record LatentPoints(double[] X, double[] Y, byte[] Labels, int Skipped)
{
    private const double Tail = .005;
    private const double Reach = .15;

    public int Count => X.Length;

    /// <exception cref="ArgumentException">The codes do not fit together, or none is finite.</exception>
    public static LatentPoints From(LatentCodes codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.Dimensions < 1)
            throw new ArgumentException(Words.Invariant($"The codes have {codes.Dimensions} dimensions: at least 1 is needed."), nameof(codes));
        if (codes.Count == 0)
            throw new ArgumentException("There are no codes: encode at least one image.", nameof(codes));
        if (codes.Means.LongLength != (long)codes.Count * codes.Dimensions)
            throw new ArgumentException(Words.Invariant($"There are {codes.Means.Length} numbers for {codes.Count} codes of {codes.Dimensions} dimensions: {(long)codes.Count * codes.Dimensions} are needed."), nameof(codes));

        var second = Math.Min(1, codes.Dimensions - 1);
        var kept = Enumerable.Range(0, codes.Count)
            .Where(i => float.IsFinite(codes.Means[i * codes.Dimensions]) && float.IsFinite(codes.Means[(i * codes.Dimensions) + second]))
            .ToArray();
        if (kept.Length == 0)
            throw new ArgumentException(Words.Invariant($"None of the {codes.Count} codes is finite: the model's weights are broken. Has the training diverged? Lower the learning rate."), nameof(codes));
        return new LatentPoints(
            [.. kept.Select(i => (double)codes.Means[i * codes.Dimensions])],
            [.. kept.Select(i => second == 0 ? 0 : (double)codes.Means[(i * codes.Dimensions) + 1])],
            [.. kept.Select(i => codes.Labels[i])],
            codes.Count - kept.Length);
    }

    /// <summary>
    /// An order to draw them in that mixes the classes however the set was sorted: steps of the golden section round the set.
    /// </summary>
    public IEnumerable<int> Mixed()
    {
        var step = Math.Max(1, (long)(Count * .6180339887498949));
        while (GreatestCommonDivisor(step, Count) != 1) step++;
        for (var i = 0L; i < Count; i++) yield return (int)(i * step % Count);
    }

    /// <summary>The indices of each class, classes ascending.</summary>
    public IReadOnlyList<(byte Label, int[] Members)> Classes() =>
        [.. Enumerable.Range(0, Count).GroupBy(i => Labels[i]).OrderBy(group => group.Key).Select(group => (group.Key, group.ToArray()))];

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
