using SkiaSharp;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>The signal-to-noise ratio of gradients as the draws of a bound grow in number, on logarithmic axes.</summary>
public static class GradientNoiseCurves
{
    private const float Left = 44;
    private const float Right = 92;
    private const float Height = 220;
    private const float Bottom = Height - 34;

    private static readonly byte[] Colors = [0, 2, 4, 6, 8, 5, 1, 3];

    /// <summary>Draws a line for each gradient.</summary>
    /// <param name="draws">K of each point, ascending.</param>
    /// <param name="curves">What each gradient is called, and its ratio at each K, above 0. What is not finite interrupts a line.</param>
    /// <exception cref="ArgumentException">There is no curve, or a curve has not a point for each K, or nothing is finite.</exception>
    public static Figure Draw(IReadOnlyList<int> draws, IReadOnlyList<(string Name, IReadOnlyList<double> Ratios)> curves)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count == 0 || draws.Count == 0 || curves.Any(curve => curve.Ratios.Count != draws.Count))
            throw new ArgumentException(Words.Invariant($"There are {curves.Count} curves for {draws.Count} numbers of draws: give at least one curve, and one ratio for each number."), nameof(curves));
        double[][] heights = [.. curves.Select(curve => curve.Ratios.Select(Math.Log10).ToArray())];
        var range = Interval.Of(heights.SelectMany(height => height))?.Padded(.06, .1) ?? throw new ArgumentException("No ratio is finite and above 0. Has the training diverged?", nameof(curves));

        double[] places = [.. draws.Select(count => Math.Log10(count))];
        using var page = new Page(Style.MediumWidth, Height);
        var across = new Interval(places[0], places[^1]).Padded(.02, .1);
        using var chart = new Chart(new SKRect(Left, Style.Margin + 4, Style.MediumWidth - Right, Bottom), across, range);
        chart.XTicks(draws.Zip(places, (count, place) => (place, Words.Invariant($"{count}"))));
        chart.YTicks(Levels(range).Select(level => (Math.Log10(level), Words.Invariant($"{level}"))));
        foreach (var (i, height) in heights.Index())
            chart.Curve(places, height, new Stroke(Color(i), Style.CurveWidth), dots: true);
        chart.Draw(page);
        var labels = heights.Select((height, i) => new LineLabel(chart.Y(range.Nearest(height.LastOrDefault(double.IsFinite))), curves[i].Name, Color(i)));
        LineLabel.Draw(page, labels, chart.Area.Right + 6, new Interval(chart.Area.Top - 4, chart.Area.Bottom + 4));
        page.Text("draws K", chart.Area.MidX, Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards("signal-to-noise ratio", 8, chart.Area.MidY, Ink.Label);
        return page.ToFigure();
    }

    /// <summary>1, 2 and 5 times powers of ten within a range of their logarithms.</summary>
    private static IEnumerable<double> Levels(Interval range) =>
        from power in Enumerable.Range((int)Math.Floor(range.Low), (int)Math.Ceiling(range.High) - (int)Math.Floor(range.Low) + 1)
        from lead in (double[])[1, 2, 5]
        let level = Math.Round(lead * Math.Pow(10, power), 12)
        where Math.Log10(level) >= range.Low && Math.Log10(level) <= range.High
        select level;

    private static SKColor Color(int curve) => Palette.ClassLine(Colors[curve % Colors.Length]);
}
