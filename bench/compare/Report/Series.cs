namespace VaeLab.Compare.Report;

/// <summary>One thing measured several times.</summary>
/// <param name="Values">Seconds or a rate, in order.</param>
internal sealed record Series(double[] Values)
{
    public double Least() => Values.Min();

    public double Median() => MedianOf(Values);

    /// <summary>The median of the ratios of what was measured right after one another, so that a machine's drift cancels.</summary>
    public double RatioTo(Series other) => MedianOf(Values.Zip(other.Values, (mine, theirs) => mine / theirs));

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
