using SkiaSharp;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>The KL of each latent layer of a hierarchy over the epochs.</summary>
public static class LayerCurves
{
    private const float Left = 38;
    private const float Right = 74;
    private const float Height = 210;
    private const float Bottom = Height - 34;
    private const int DotsUpTo = 12;

    private static readonly byte[] Colors = [0, 2, 4, 6, 8, 5, 1, 3];

    /// <summary>Draws a line for each layer.</summary>
    /// <param name="layers">By layer, z₁ first: its KL in nats per image after each epoch. What is not finite interrupts a line.</param>
    /// <exception cref="ArgumentException">There is no layer or no epoch, or layers have not as many epochs, or nothing is finite.</exception>
    public static Figure Draw(IReadOnlyList<double[]> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0 || layers[0].Length == 0 || layers.Any(layer => layer.Length != layers[0].Length))
            throw new ArgumentException(Words.Invariant($"There are {layers.Count} layers of {string.Join(", ", layers.Select(layer => layer.Length))} epochs: give at least one layer, and one number an epoch for each."), nameof(layers));
        var most = Interval.Of(layers.SelectMany(layer => layer))?.High ?? throw new ArgumentException("No KL is finite. Has the training diverged?", nameof(layers));

        double[] epochs = [.. Enumerable.Range(1, layers[0].Length).Select(epoch => (double)epoch)];
        using var page = new Page(Style.MediumWidth, Height);
        var range = new Interval(0, Math.Max(most, .01) * 1.06);
        var across = new Interval(Math.Min(1, epochs[^1] - 1), epochs[^1]).Padded(.02, 1);
        using var chart = new Chart(new SKRect(Left, Style.Margin + 4, Style.MediumWidth - Right, Bottom), across, range);
        chart.XTicks(Ticks.Within(across, 6).Where(tick => double.IsInteger(tick) && tick >= 1));
        chart.YTicks(Ticks.Within(range, 5));
        foreach (var (layer, values) in layers.Index())
            chart.Curve(epochs, values, new Stroke(Color(layer), Style.CurveWidth), dots: epochs.Length <= DotsUpTo);
        chart.Draw(page);
        var labels = layers.Select((values, layer) => (Last: values.LastOrDefault(double.IsFinite), Layer: layer))
            .Select(end => new LineLabel(chart.Y(range.Nearest(end.Last)), "z" + Words.Subscript(end.Layer + 1) + "  " + Words.Nats(end.Last), Color(end.Layer)));
        LineLabel.Draw(page, labels, chart.Area.Right + 6, new Interval(chart.Area.Top - 4, chart.Area.Bottom + 4));
        page.Text("epoch", chart.Area.MidX, Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards("KL of each layer, nats per image", 8, chart.Area.MidY, Ink.Label);
        return page.ToFigure();
    }

    private static SKColor Color(int layer) => Palette.ClassLine(Colors[layer % Colors.Length]);
}
