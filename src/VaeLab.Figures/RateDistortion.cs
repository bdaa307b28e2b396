using SkiaSharp;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// What β trades: distortion (the reconstruction loss) against rate (the KL), after Alemi et al. 2018, "Fixing a Broken ELBO",
/// arXiv:1711.00464. Along a thin diagonal their sum, the negative ELBO, is the same. Beside it, what becomes of the sum and of
/// the active units as β grows.
/// </summary>
public static class RateDistortion
{
    private const float Height = 286;
    private const float Top = 20;
    private const float Bottom = Height - 34;
    private const float Middle = 322;
    private const int Samples = 30;

    /// <summary>Draws models that differ in β.</summary>
    /// <param name="points">One model each, in any order. Those whose losses are not finite are left out, and a note says so.</param>
    /// <param name="baselines">The floor and the mean-image line, in nats per image.</param>
    /// <exception cref="ArgumentException">There is no point, a β is negative or not finite, no loss is finite, or a baseline is not finite.</exception>
    public static Figure Draw(IReadOnlyList<RateDistortionPoint> points, LossBaselines baselines)
    {
        Check(points, baselines);
        RateDistortionPoint[] shown = [.. points.Where(point => double.IsFinite(point.Test.Total)).OrderBy(point => point.Beta)];
        if (shown.Length == 0)
            throw new ArgumentException(Words.Invariant($"None of the {points.Count} points has a finite loss. Have the trainings diverged?"), nameof(points));

        using var page = new Page(Style.PageWidth, Height);
        Plane(page, shown, baselines);
        var axis = new BetaAxis([.. shown.Select(point => point.Beta)]);
        var totals = shown.Select(point => point.Test.Total).ToArray();
        var range = Interval.Of(totals)!.Value.Padded(.12, 1);
        Against(page, shown, axis, totals, range, Ticks.Within(range, 4), "total −ELBO, nats per image", Palette.Total, first: true);
        var units = shown.Select(point => (double)point.ActiveUnits).ToArray();
        range = new Interval(0, Math.Max(1, units.Max())).Padded(.08, 1);
        Against(page, shown, axis, units, range, [.. Ticks.Within(range, 4).Where(tick => tick >= 0 && double.IsInteger(tick))], "active units", Palette.Ink, first: false);
        if (shown.Length < points.Count)
            page.Text(Words.Count(points.Count - shown.Length, "model has a loss that is not finite and is", "models have losses that are not finite and are") + " not drawn", 44, 6, Ink.Note);
        return page.ToFigure();
    }

    private static void Check(IReadOnlyList<RateDistortionPoint> points, LossBaselines baselines)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(baselines);
        if (points.Count == 0)
            throw new ArgumentException("There is no point: train at least one model.", nameof(points));
        foreach (var point in points)
        {
            if (!(point.Beta >= 0) || !double.IsFinite(point.Beta))
                throw new ArgumentException(Words.Invariant($"A point has β = {point.Beta}: it must be a finite number of at least 0."), nameof(points));
        }

        if (!double.IsFinite(baselines.Floor ?? 0) || !double.IsFinite(baselines.MeanImage ?? 0))
            throw new ArgumentException(Words.Invariant($"The floor is {baselines.Floor} and the mean-image loss {baselines.MeanImage}: both must be finite numbers of nats per image."), nameof(baselines));
    }

    private static void Plane(Page page, RateDistortionPoint[] points, LossBaselines baselines)
    {
        var rates = points.Select(point => point.Test.Kl ?? throw new ArgumentException("A point has no KL, and so no rate.", nameof(points))).ToArray();
        var distortions = points.Select(point => point.Test.Reconstruction).ToArray();
        var x = new Interval(Math.Min(0, rates.Min()), Math.Max(1, rates.Max() * 1.12));
        x = new Interval(x.Low - (.03 * x.Length), x.High);
        var y = Interval.Of([.. distortions, baselines.Floor ?? distortions[0], baselines.MeanImage ?? distortions[0]])!.Value;
        if (y.Length == 0)
            y = y.Resized(1);
        y = new Interval(y.Low - (.05 * y.Length), y.High + (.1 * y.Length));

        using var chart = new Chart(new SKRect(44, Top, Middle - 34, Bottom), x, y);
        chart.NoGrid();
        chart.XTicks(Ticks.Within(x, 5));
        chart.YTicks(Ticks.Within(y, 6));
        chart.Curve(rates, distortions, new Stroke(Palette.Ink, Style.ThinCurveWidth), dots: true);
        var best = points.MinBy(point => point.Test.Total)!;
        Diagonals(page, chart, x, y, best.Test.Total);
        if (baselines.MeanImage is { } meanImage)
            Baseline(page, chart, meanImage, Palette.MeanImage);
        if (baselines.Floor is { } floor)
            Baseline(page, chart, floor, Palette.Floor);
        chart.Draw(page);
        var (taken, avoided) = Names(page, chart, baselines);

        using var star = new SKPaint { Color = Palette.Total, IsAntialias = true };
        page.Canvas.DrawCircle(chart.X(best.Test.Kl!.Value), chart.Y(best.Test.Reconstruction), 2.6f, star);
        SKPoint[] dots = [.. points.Select(point => new SKPoint(chart.X(point.Test.Kl!.Value), chart.Y(point.Test.Reconstruction)))];
        var words = points.Zip(dots, (point, dot) => ("β = " + Words.Number(point.Beta), dot)).ToArray();
        PointLabels.Draw(page, words, [.. Along(dots), .. dots, .. avoided], [.. taken], chart.Area, Ink.Note with { Color = Palette.Ink, Halo = 1.2f });
        page.Text("rate: KL, nats per image", chart.Area.MidX, Bottom + 21, Ink.Label with { Color = Palette.Kl }, Align.Center);
        page.TextUpwards("distortion: reconstruction loss, nats per image", 9, chart.Area.MidY, Ink.Label with { Color = Palette.Reconstruction });
    }

    /// <summary>Names the baselines that there are; gives the boxes of the words, and the points of the line that labels keep off.</summary>
    private static (List<SKRect> Boxes, IEnumerable<SKPoint> Line) Names(Page page, Chart chart, LossBaselines baselines)
    {
        List<SKRect> boxes = [];
        IEnumerable<SKPoint> line = [];
        if (baselines.MeanImage is { } meanImage)
        {
            var corner = new SKPoint(chart.X(0), chart.Y(meanImage));
            using var ring = new SKPaint { Color = Palette.MeanImage, Style = SKPaintStyle.Stroke, StrokeWidth = 1.1f, IsAntialias = true };
            page.Canvas.DrawCircle(corner, 5, ring);
            Name("collapsed: rate 0, mean image " + Words.Nats(meanImage), Palette.MeanImage, width => SKRect.Create(corner.X + 8, corner.Y - 12, width, 8));
            line = Level(chart, corner.Y);
        }

        if (baselines.Floor is { } floor)
            Name("floor " + Words.Nats(floor), Palette.Floor, width => SKRect.Create(chart.Area.Right - 3 - width, chart.Y(floor) - 11, width, 8));
        return (boxes, line);

        void Name(string words, SKColor color, Func<float, SKRect> place)
        {
            var ink = new Ink(color, Style.SmallTextSize, Halo: 1.4f);
            var box = place(RichText.Measure(words, ink));
            page.Text(words, box.Left, box.MidY, ink);
            boxes.Add(box);
        }
    }

    private static IEnumerable<SKPoint> Along(SKPoint[] dots) =>
        dots.Zip(dots.Skip(1)).SelectMany(pair => Enumerable.Range(0, Samples).Select(i => new SKPoint(
            pair.First.X + ((pair.Second.X - pair.First.X) * i / Samples), pair.First.Y + ((pair.Second.Y - pair.First.Y) * i / Samples))));

    private static IEnumerable<SKPoint> Level(Chart chart, float height) =>
        Enumerable.Range(0, Samples).Select(i => new SKPoint(chart.Area.Left + (chart.Area.Width * i / Samples), height));

    private static void Baseline(Page page, Chart chart, double value, SKColor color) =>
        page.Line(chart.Area.Left, chart.Y(value), chart.Area.Right, chart.Y(value), color, Style.ThinCurveWidth, [4, 2, 1, 2]);

    // Rate + distortion = total: lines of slope −1. Their totals stand where they meet the frame on the right, or else above.
    private static void Diagonals(Page page, Chart chart, Interval x, Interval y, double best)
    {
        page.Canvas.Save();
        page.Canvas.ClipRect(chart.Area);
        var totals = Ticks.Within(new Interval(y.Low + x.Low, y.High + x.High), 8);
        foreach (var total in totals.Append(best))
            page.Line(chart.X(x.Low), chart.Y(total - x.Low), chart.X(x.High), chart.Y(total - x.High), Palette.Total.WithAlpha(total == best ? (byte)255 : (byte)60), total == best ? Style.ThinCurveWidth : Style.AxisWidth);
        page.Canvas.Restore();

        var names = totals.Select(total => (Total: total, Words: Words.Number(total), Alpha: (byte)170))
            .Where(name => Math.Abs(chart.Y(name.Total - x.High) - chart.Y(best - x.High)) > 8 && chart.Y(name.Total - x.High) > chart.Area.Top + 4)
            .Append((Total: best, Words: Words.Nats(best) + " lowest", Alpha: (byte)255));
        foreach (var (total, words, alpha) in names.Where(name => y.Contains(name.Total - x.High)))
            page.Text(words, chart.Area.Right + 4, chart.Y(total - x.High), new Ink(Palette.Total.WithAlpha(alpha), Style.SmallTextSize));
        foreach (var total in totals.Where(total => total - x.High > y.High || total - x.High < y.Low).Where(total => x.Contains(total - y.High)))
            page.Text(Words.Number(total), chart.X(total - y.High), chart.Area.Top - 6, new Ink(Palette.Total.WithAlpha(170), Style.SmallTextSize), Align.Center);
        page.Text("total", chart.Area.Right + 4, chart.Area.Top - 7, new Ink(Palette.Total, Style.SmallTextSize));
    }

    private static void Against(Page page, RateDistortionPoint[] points, BetaAxis axis, double[] values, Interval range, double[] ticks, string name, SKColor color, bool first)
    {
        const float gap = 28;
        var height = (Bottom - Top - gap) / 2;
        var top = first ? Top : Bottom - height;
        using var chart = new Chart(new SKRect(Middle + 46, top, Style.PageWidth - 12, top + height), axis.Range, range);
        var betas = points.Select(point => point.Beta).ToArray();
        chart.XTicks(axis.Ticks(betas, chart.Area.Width).Select(tick => (tick.Position, first ? string.Empty : tick.Label)));
        chart.YTicks(ticks);
        chart.Curve([.. betas.Select(axis.Place)], values, new Stroke(color, Style.CurveWidth), dots: true);
        chart.Draw(page);
        page.Text(name, chart.Area.Left, top - 8, new Ink(color, Style.TextSize, SemiBold: true, Halo: 1.5f));
        if (!first)
            page.Text(betas.Contains(0) ? "β, on a logarithmic scale but for 0" : "β, on a logarithmic scale", chart.Area.MidX, Bottom + 21, Ink.Label, Align.Center);
    }
}
