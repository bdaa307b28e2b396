using SkiaSharp;
using VaeLab.Distributions;
using VaeLab.Figures.Drawing;
using VaeLab.Training;

namespace VaeLab.Figures;

/// <summary>
/// How the loss fell: on the left everything on one scale with the floor and the mean-image line, where the likelihood has them, on the right the total,
/// the reconstruction and the KL each on its own. Validation is an unbroken line, training a dashed one.
/// </summary>
public static class LossCurves
{
    private const float Height = 280;
    private const float Top = 26;
    private const float Bottom = Height - 32;
    private const int DotsUpTo = 12;
    private const int ThinFrom = 100;

    private static readonly float[] TrainDashes = [2.6f, 1.8f];

    /// <summary>Draws a run's history.</summary>
    /// <param name="history">One record an epoch, epochs ascending. A loss that is not finite interrupts its line, and a note says so.</param>
    /// <param name="baselines">The reference lines, in nats per image.</param>
    /// <exception cref="ArgumentException">The history is empty, its epochs do not ascend, or a baseline is not finite.</exception>
    public static Figure Draw(IReadOnlyList<EpochMetrics> history, LossBaselines baselines)
    {
        Check(history, baselines);
        using var page = new Page(Style.PageWidth, Height);
        var epochs = history.Select(line => (double)line.Epoch).ToArray();
        LossPart[] parts =
        [
            new("total", Palette.Total, [.. history.Select(line => line.Validation.Total)], [.. history.Select(line => line.Train.Total)]),
            new("reconstruction", Palette.Reconstruction, [.. history.Select(line => line.Validation.Reconstruction)], [.. history.Select(line => line.Train.Reconstruction)]),
            .. history.All(line => line is { Train.Kl: not null, Validation.Kl: not null })
                ? [new LossPart("KL", Palette.Kl, [.. history.Select(line => line.Validation.Kl!.Value)], [.. history.Select(line => line.Train.Kl!.Value)])]
                : Array.Empty<LossPart>(),
        ];
        Overview(page, epochs, parts, baselines);
        for (var row = 0; row < parts.Length; row++)
            Panel(page, epochs, parts[row], row, parts.Length);
        Legend(page, dots: epochs.Length <= DotsUpTo);
        Notes(page, parts);
        return page.ToFigure();
    }

    private static void Check(IReadOnlyList<EpochMetrics> history, LossBaselines baselines)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(baselines);
        if (history.Count == 0)
            throw new ArgumentException("The history holds no epoch: draw the loss after the first one.", nameof(history));
        for (var i = 1; i < history.Count; i++)
        {
            if (history[i].Epoch <= history[i - 1].Epoch)
                throw new ArgumentException(Words.Invariant($"Epoch {history[i].Epoch} follows epoch {history[i - 1].Epoch}: give each epoch once, in ascending order."), nameof(history));
        }

        if (!double.IsFinite(baselines.Floor ?? 0) || !double.IsFinite(baselines.MeanImage ?? 0))
            throw new ArgumentException(Words.Invariant($"The floor is {baselines.Floor} and the mean-image loss {baselines.MeanImage}: both must be finite numbers of nats per image."), nameof(baselines));
    }

    private static void Overview(Page page, double[] epochs, LossPart[] parts, LossBaselines baselines)
    {
        var range = OverviewRange(parts, baselines);
        using var chart = new Chart(new SKRect(40, Top, 206, Bottom), EpochRange(epochs), range);
        chart.XTicks(EpochTicks(epochs, 5));
        chart.YTicks(Ticks.Within(range, 5));
        foreach (var part in parts)
            Curves(chart, epochs, part);
        chart.Draw(page);
        AxisNames(page, chart);

        var labels = new List<LineLabel>();
        if (baselines.MeanImage is { } meanImage)
            labels.Add(new(chart.Y(meanImage), "mean image " + Words.Nats(meanImage), Palette.MeanImage, "nothing learnt above"));
        if (baselines.Floor is { } floor)
            labels.Add(new(chart.Y(floor), "floor " + Words.Nats(floor), Palette.Floor, "no model below"));
        foreach (var baseline in labels)
            page.Line(chart.Area.Left, baseline.Y, chart.Area.Right, baseline.Y, baseline.Color, Style.ThinCurveWidth, [4, 2, 1, 2]);
        labels.AddRange(parts.Select(part => new LineLabel(chart.Y(range.Nearest(part.LastFinite)), part.Name + " " + part.LastWords, part.Color)));
        LineLabel.Draw(page, labels, chart.Area.Right + 5, new Interval(chart.Area.Top - 4, chart.Area.Bottom + 4));
    }

    private static void Panel(Page page, double[] epochs, LossPart part, int row, int rows)
    {
        const float gap = 19;
        var height = (Bottom - Top - (gap * (rows - 1))) / rows;
        var top = Top + (row * (height + gap));
        var range = part.Range();
        using var chart = new Chart(new SKRect(344, top, 474, top + height), EpochRange(epochs), range);
        var last = row == rows - 1;
        chart.XTicks(EpochTicks(epochs, 5), last);
        chart.YTicks(Ticks.Within(range, 3));
        Curves(chart, epochs, part);
        chart.Draw(page);
        page.Text(part.Name, chart.Area.Left, top - 7, new Ink(part.Color, Style.TextSize, SemiBold: true, Halo: 1.5f));
        page.Text(part.LastWords, chart.Area.Right + 4, chart.Y(range.Nearest(part.LastFinite)), new Ink(part.Color, Style.SmallTextSize));
        if (!last) return;
        page.Text("epoch", chart.Area.MidX, Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards("nats per image", chart.Area.Left - 32, (Top + Bottom) / 2, Ink.Label);
    }

    private static void Curves(Chart chart, double[] epochs, LossPart part)
    {
        var dots = epochs.Length <= DotsUpTo;
        var many = epochs.Length > ThinFrom;
        chart.Curve(epochs, part.Train, new Stroke(part.Color, many ? Style.AxisWidth : Style.ThinCurveWidth, TrainDashes), dots);
        chart.Curve(epochs, part.Validation, new Stroke(part.Color, many ? Style.ThinCurveWidth : Style.CurveWidth), dots);
    }

    private static void AxisNames(Page page, Chart chart)
    {
        page.Text("epoch", chart.Area.MidX, Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards("nats per image", chart.Area.Left - 30, chart.Area.MidY, Ink.Label);
    }

    private static void Legend(Page page, bool dots)
    {
        const float y = 9;
        page.Line(40, y, 58, y, Palette.Ink, Style.CurveWidth);
        page.Text("validation", 62, y, Ink.Label);
        page.Line(112, y, 130, y, Palette.Ink, Style.ThinCurveWidth, TrainDashes);
        page.Text("training", 134, y, Ink.Label);
        if (!dots) return;
        page.Dot(49, y, new Stroke(Palette.Ink, Style.CurveWidth));
        page.Dot(121, y, new Stroke(Palette.Ink, Style.ThinCurveWidth, TrainDashes));
    }

    private static void Notes(Page page, LossPart[] parts)
    {
        var missing = parts.Sum(part => part.Validation.Concat(part.Train).Count(value => !double.IsFinite(value)));
        if (missing > 0)
            page.Text(Words.Count(missing, "loss is", "losses are") + " not finite and not drawn", page.Width - Style.Margin, 9, Ink.Note, Align.Right);
    }

    // From zero, so that heights compare. A run that blew up does not squash the rest, where a floor says how large a loss may be.
    private static Interval OverviewRange(LossPart[] parts, LossBaselines baselines)
    {
        var lines = Interval.Of([0, baselines.Floor ?? 0, baselines.MeanImage ?? 0])!.Value;
        var all = Interval.Of(parts.SelectMany(part => part.Validation.Concat(part.Train))) ?? lines;
        if (baselines.Floor is null)
        {
            var whole = lines.Union(all);
            return whole.Length > 0 ? new Interval(whole.Low, whole.High + (0.05 * whole.Length)) : new Interval(0, 1);
        }

        var most = lines.High * 2;
        var high = Math.Max(lines.High, Math.Min(all.High, most));
        return new Interval(Math.Min(lines.Low, Math.Max(all.Low, -most)), high * 1.05);
    }

    private static Interval EpochRange(double[] epochs)
    {
        var span = epochs[^1] - epochs[0];
        var margin = span == 0 ? .5 : span * .03;
        return new Interval(epochs[0] - margin, epochs[^1] + margin);
    }

    private static double[] EpochTicks(double[] epochs, int wanted) => Ticks.Epochs((int)epochs[0], (int)epochs[^1], wanted);
}
