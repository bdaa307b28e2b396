namespace VaeLab.Figures.Drawing;

/// <summary>A logarithmic axis of β. A β of 0, which has no logarithm, stands before all others.</summary>
internal sealed class BetaAxis
{
    private const double BeforeAll = .5;
    private const float Room = 4;

    private readonly double _zero;

    public BetaAxis(IReadOnlyList<double> betas)
    {
        var positive = Interval.Of(betas.Where(beta => beta > 0).Select(Math.Log10)) ?? new Interval(0, 0);
        _zero = positive.Low - BeforeAll;
        Range = (betas.Contains(0) ? positive.Union(new Interval(_zero, _zero)) : positive).Padded(.06, .6);
    }

    /// <summary>What the axis shows, in powers of ten.</summary>
    public Interval Range { get; }

    public double Place(double beta) => beta > 0 ? Math.Log10(beta) : _zero;

    /// <summary>The values of β themselves, 1 and the outermost before the others, as far as their words have room.</summary>
    public IReadOnlyList<(double Position, string Label)> Ticks(IReadOnlyList<double> betas, float length)
    {
        var chosen = new List<(double Position, string Label)>();
        var distinct = betas.Distinct().Order().ToArray();
        foreach (var beta in distinct.Where(beta => beta is 1).Append(distinct[0]).Append(distinct[^1]).Concat(distinct).Distinct())
        {
            var (position, label) = (Place(beta), Words.Number(beta));
            if (chosen.TrueForAll(other => Math.Abs(other.Position - position) / Range.Length * length >= Room + ((Width(label) + Width(other.Label)) / 2)))
                chosen.Add((position, label));
        }

        return chosen;
    }

    private static float Width(string label) => RichText.Measure(label, Ink.Note);
}
