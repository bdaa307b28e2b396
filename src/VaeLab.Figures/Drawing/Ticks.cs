namespace VaeLab.Figures.Drawing;

/// <summary>Round numbers along an axis.</summary>
internal static class Ticks
{
    private static readonly int[] Leads = [1, 2, 5];

    /// <summary>Multiples of 1, 2 or 5 times a power of ten within the range, as near to <paramref name="wanted"/> of them as can be.</summary>
    public static double[] Within(Interval range, int wanted) =>
        Steps(range.Length / wanted).Select(step => Multiples(range, step)).MinBy(ticks => Distance(ticks.Length, wanted))!;

    /// <summary>The ticks of a second axis on the same scale: with the same step.</summary>
    public static double[] Like(double[] others, Interval range) =>
        others.Length < 2 ? Within(range, 3) : Multiples(range, others[1] - others[0]);

    /// <summary>Whole epochs: the first and every so many after it, never a fraction of one.</summary>
    public static double[] Epochs(int first, int last, int wanted)
    {
        var range = new Interval(first, last);
        var step = Steps(Math.Max(1, range.Length / wanted)).Where(step => step >= 1).MinBy(step => Distance(Multiples(range, step).Length, wanted));
        return [first, .. Multiples(range, step).Where(tick => tick - first >= Math.Max(1, step * .5))];
    }

    private static IEnumerable<double> Steps(double about)
    {
        var power = (int)Math.Floor(Math.Log10(Math.Max(about, 1e-12)));
        for (var exponent = power - 1; exponent <= power + 1; exponent++)
        {
            foreach (var lead in Leads)
                yield return lead * Math.Pow(10, exponent);
        }
    }

    // Too few ticks are worse than too many.
    private static double Distance(int count, int wanted) => Math.Abs(Math.Log((count + .1) / (wanted + .1))) + (count < 2 ? 1 : 0);

    private static double[] Multiples(Interval range, double step)
    {
        var first = (long)Math.Ceiling((range.Low / step) - 1e-9);
        var last = (long)Math.Floor((range.High / step) + 1e-9);
        // A step of 0.1 is not exact; one over it is.
        return [.. Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(i => step < 1 ? (first + i) / Math.Round(1 / step) : (first + i) * step)];
    }
}
