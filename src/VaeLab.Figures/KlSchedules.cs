using SkiaSharp;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// What schedules of the KL's weight do to the KL: above, the weight β(t); below it, the KL that the training answers with. The
/// first schedule's KL is repeated, dashed and grey, beside every other one.
/// </summary>
public static class KlSchedules
{
    private const float Left = 38;
    private const float Right = 8;
    private const float Gap = 16;
    private const float Top = 24;
    private const float WeightHeight = 44;
    private const float Between = 16;
    private const float KlHeight = 120;
    private const float Axis = 30;

    private static readonly float[] Dashes = [2.6f, 1.8f];

    /// <summary>Draws a column for each schedule, on the same axes.</summary>
    /// <param name="curves">The trainings; the first is the one to compare with.</param>
    /// <exception cref="ArgumentException">There is none, or one has no points, or no KL is finite.</exception>
    public static Figure Draw(IReadOnlyList<KlScheduleCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count == 0)
            throw new ArgumentException("There is no schedule to draw: give at least one training.", nameof(curves));
        if (curves.FirstOrDefault(curve => curve.Weights.Count == 0 || curve.Kl.Count == 0) is { } empty)
            throw new ArgumentException($"The schedule {empty.Name} has no weights or no KL: give at least one of each.", nameof(curves));
        var kl = Interval.Of(curves.SelectMany(curve => curve.Kl.Select(point => point.Kl)))
            ?? throw new ArgumentException("No KL is finite. Have the trainings diverged?", nameof(curves));

        var weights = Range(curves.Max(curve => curve.Weights.Max(point => point.Weight)));
        var epochs = new Interval(0, Math.Ceiling(curves.Max(curve => Math.Max(curve.Weights[^1].Epoch, curve.Kl[^1].Epoch))));
        using var page = new Page(Style.PageWidth, Top + WeightHeight + Between + KlHeight + Axis);
        var width = (Style.PageWidth - Left - Right - (Gap * (curves.Count - 1))) / curves.Count;
        for (var i = 0; i < curves.Count; i++)
        {
            var x = Left + (i * (width + Gap));
            var above = SKRect.Create(x, Top, width, WeightHeight);
            var below = SKRect.Create(x, above.Bottom + Between, width, KlHeight);
            page.Text(curves[i].Name, x, 10, Ink.Label with { SemiBold = true });
            Panel(page, above, epochs, weights, 2, i == 0, labels: false, [(curves[i].Weights, new Stroke(Palette.Ink, Style.CurveWidth))]);
            var own = (curves[i].Kl, new Stroke(Palette.Kl, Style.CurveWidth));
            Panel(page, below, epochs, Range(kl.High), 4, i == 0, labels: true, i == 0 ? [own] : [(curves[0].Kl, new Stroke(Palette.Muted, Style.ThinCurveWidth, Dashes)), own]);
            if (i > 0)
                page.Text("dashed: " + curves[0].Name, below.Right, below.Top + 5, Ink.Note with { Halo = 1.2f }, Align.Right);
            page.Text("epoch", below.MidX, below.Bottom + 21, Ink.Label, Align.Center);
        }

        page.TextUpwards("weight β(t)", 9, Top + (WeightHeight / 2), Ink.Label);
        page.TextUpwards("KL, nats per image", 9, Top + WeightHeight + Between + (KlHeight / 2), Ink.Label with { Color = Palette.Kl });
        return page.ToFigure();
    }

    private static Interval Range(double most) => new(0, Math.Max(most, .01) * 1.08);

    private static void Panel(
        Page page, SKRect area, Interval x, Interval y, int ticks, bool first, bool labels, IEnumerable<(IReadOnlyList<(double X, double Y)> Points, Stroke Stroke)> curves)
    {
        using var chart = new Chart(area, x, y);
        chart.XTicks(Ticks.Within(x, 5).Where(double.IsInteger), labels);
        chart.YTicks(Ticks.Within(y, ticks), first);
        foreach (var (points, stroke) in curves)
            chart.Curve([.. points.Select(point => point.X)], [.. points.Select(point => point.Y)], stroke, dots: false);
        chart.Draw(page);
    }
}
