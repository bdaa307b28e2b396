using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>One of the losses over the epochs.</summary>
/// <param name="Name">In words.</param>
/// <param name="Color">Of its lines.</param>
/// <param name="Validation">One value an epoch.</param>
/// <param name="Train">One value an epoch.</param>
internal sealed record LossPart(string Name, SKColor Color, double[] Validation, double[] Train)
{
    private const int EnoughForMedian = 3;
    private const double Steepness = 5;

    /// <summary>The last finite validation loss, which is where the line ends; zero when there is none.</summary>
    public double LastFinite => Validation.LastOrDefault(double.IsFinite);

    /// <summary>The last validation loss as printed; nothing when it is not finite.</summary>
    public string LastWords => double.IsFinite(Validation[^1]) ? Words.Nats(Validation[^1]) : string.Empty;

    /// <summary>
    /// The range its own panel shows. The first epochs of a long run may leave it through the top — the overview has them —
    /// so that what happens later can be seen.
    /// </summary>
    public Interval Range()
    {
        var all = Validation.Concat(Train).Where(double.IsFinite).Order().ToArray();
        if (all.Length == 0) return new Interval(0, 1);
        var high = all[^1];
        if (Validation.Length >= EnoughForMedian)
            high = Math.Min(high, all[0] + (Steepness * (all[all.Length / 2] - all[0])));
        var range = new Interval(all[0], high).Padded(.08, Math.Max(.1, Math.Abs(high) * .01));
        return all[0] >= 0 && range.Low < 0 ? new Interval(0, range.Length) : range;
    }
}
