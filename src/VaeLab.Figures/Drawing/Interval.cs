namespace VaeLab.Figures.Drawing;

/// <summary>A range of values.</summary>
/// <param name="Low">The smallest.</param>
/// <param name="High">The largest.</param>
internal readonly record struct Interval(double Low, double High)
{
    public double Length => High - Low;

    public double Middle => Low + (Length / 2);

    public bool Contains(double value) => value >= Low && value <= High;

    public double Nearest(double value) => Math.Clamp(value, Low, High);

    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>Longer by a share of its length at both ends, and never shorter than <paramref name="least"/>.</summary>
    public Interval Padded(double share, double least) => Resized(Math.Max(Length * (1 + (2 * share)), least));

    /// <summary>Of the given length about the same middle.</summary>
    public Interval Resized(double length) => new(Middle - (length / 2), Middle + (length / 2));

    /// <summary>From the smallest to the largest of the finite values; null when there is none.</summary>
    public static Interval? Of(IEnumerable<double> values)
    {
        Interval? range = null;
        foreach (var value in values.Where(double.IsFinite))
            range = range?.Union(new Interval(value, value)) ?? new Interval(value, value);
        return range;
    }
}
