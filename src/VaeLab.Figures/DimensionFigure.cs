using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// How much each latent dimension matters, three ways: its share of the variance of the posterior means, the nats its
/// posterior costs, and what the reconstruction loses when it is permuted among the images.
/// </summary>
public static class DimensionFigure
{
    private const float Left = 26;
    private const float Gap = 30;
    private const float Right = 30;
    private const float Top = 30;
    private const float Axis = 22;
    private const float Tallest = 420;
    private const float TallestRow = 20;
    private const float LeastRowForValues = 8;
    private const float LeastLabelGap = 8;
    private const float Panel = (Style.PageWidth - Left - Right - (2 * Gap)) / 3;

    private const string Remark =
        "The share of variance says little by itself: the prior pulls the variance of every dimension in use towards its own, 1 under "
        + "N(0, I), so the shares even out whatever a dimension does, and only a collapsed one stands apart, near 0. The KL bounds the "
        + "nats that a dimension carries; the permutation shows how much the decoder relies on it.";

    /// <summary>Draws a row for each dimension, in the order given.</summary>
    /// <param name="dimensions">One record a dimension. A number that is not finite gets no bar, and a remark instead.</param>
    /// <exception cref="ArgumentException">There is none, or a dimension is named twice or negative.</exception>
    public static Figure Draw(IReadOnlyList<DimensionStatistics> dimensions)
    {
        Check(dimensions);
        var row = Math.Min(TallestRow, Tallest / dimensions.Count);
        var height = row * dimensions.Count;
        var remark = Paragraph.Lines(Remark, Style.PageWidth - (2 * 8), Ink.Note);
        using var page = new Page(Style.PageWidth, Top + height + Axis + 8 + (remark.Count * Paragraph.LineHeight) + Style.Margin);
        Names(page, dimensions, row);
        (string Title, string Unit, SKColor Color, double[] Values)[] panels =
        [
            ("share of variance", "%", Palette.Muted, [.. dimensions.Select(line => 100 * line.VarianceShare)]),
            ("KL to the prior", "nats", Palette.Kl, [.. dimensions.Select(line => line.Kl)]),
            ("rise in reconstruction loss if permuted", "nats per image", Palette.Reconstruction, [.. dimensions.Select(line => line.PermutationRise)]),
        ];
        for (var i = 0; i < panels.Length; i++)
        {
            var area = SKRect.Create(Left + (i * (Panel + Gap)), Top, Panel, height);
            page.Text(panels[i].Title, area.Left, Top - 19, new Ink(panels[i].Color, Style.TextSize, SemiBold: true));
            page.Text(panels[i].Unit, area.Left, Top - 9, Ink.Note);
            Bars(page, area, row, panels[i].Values, panels[i].Color, even: i == 0 ? 100d / dimensions.Count : null);
        }

        Paragraph.Draw(page, remark, 8, Top + height + Axis + 9, Ink.Note);
        return page.ToFigure();
    }

    private static void Check(IReadOnlyList<DimensionStatistics> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Count == 0)
            throw new ArgumentException("There is no dimension to draw: give the statistics of at least one.", nameof(dimensions));
        var seen = new HashSet<int>();
        foreach (var line in dimensions)
        {
            if (line.Dimension < 0)
                throw new ArgumentException(Words.Invariant($"There is a dimension {line.Dimension}: they count from 0."), nameof(dimensions));
            if (!seen.Add(line.Dimension))
                throw new ArgumentException(Words.Invariant($"Dimension {line.Dimension} is given twice: give each once."), nameof(dimensions));
        }
    }

    private static void Names(Page page, IReadOnlyList<DimensionStatistics> dimensions, float row)
    {
        var every = (int)MathF.Ceiling(LeastLabelGap / row);
        for (var i = 0; i < dimensions.Count; i += every)
            page.Text(Words.Axis(dimensions[i].Dimension), Left - 6, Top + ((i + .5f) * row), Ink.Label, Align.Right);
    }

    private static void Bars(Page page, SKRect area, float row, double[] values, SKColor color, double? even)
    {
        var finite = Interval.Of([.. values, even ?? 0]) ?? new Interval(0, 0);
        var range = new Interval(Math.Min(0, finite.Low), Math.Max(0, finite.High));
        range = new Interval(range.Low < -.02 * range.High ? range.Low : 0, Math.Max(range.High, .01));
        foreach (var tick in Ticks.Within(range, 4))
        {
            page.Line(X(tick), area.Top, X(tick), area.Bottom, Palette.Rule, Style.AxisWidth);
            page.Line(X(tick), area.Bottom, X(tick), area.Bottom + Style.TickLength, Palette.Ink, Style.AxisWidth);
            page.Text(Words.Number(tick), X(tick), area.Bottom + 9, Ink.Note, Align.Center);
        }

        using var fill = new SKPaint { Color = color, IsAntialias = true };
        var thickness = row * .68f;
        for (var i = 0; i < values.Length; i++)
        {
            var middle = area.Top + ((i + .5f) * row);
            if (double.IsFinite(values[i]))
            {
                var (from, to) = (X(range.Nearest(0)), X(range.Nearest(values[i])));
                page.Canvas.DrawRect(SKRect.Create(Math.Min(from, to), middle - (thickness / 2), Math.Abs(to - from), thickness), fill);
            }
        }

        page.Line(area.Left, area.Bottom, area.Right, area.Bottom, Palette.Ink, Style.AxisWidth);
        page.Line(X(0), area.Top, X(0), area.Bottom, Palette.Ink, Style.AxisWidth);
        if (even is { } share && values.Length > 1)
        {
            page.Line(X(share), area.Top - 3, X(share), area.Top, Palette.Ink, Style.ThinCurveWidth);
            for (var i = 0; i <= values.Length; i++) // between the bars, where it covers neither them nor their numbers
                page.Line(X(share), Math.Max(area.Top, area.Top + (i * row) - ((row - thickness) / 2)), X(share), Math.Min(area.Bottom, area.Top + (i * row) + ((row - thickness) / 2)), Palette.Ink, Style.ThinCurveWidth);
            page.Text("even share", X(share), area.Top - 9, Ink.Note, Align.Center);
        }

        for (var i = 0; i < values.Length && row >= LeastRowForValues; i++)
        {
            var right = double.IsFinite(values[i]) ? X(Math.Max(0, range.Nearest(values[i]))) : X(0);
            page.Text(double.IsFinite(values[i]) ? Words.Rounded(values[i], Decimals(range.High)) : "not finite", right + 4, area.Top + ((i + .5f) * row), new Ink(Palette.Ink, Style.SmallTextSize, Halo: 1.4f));
        }

        float X(double value) => area.Left + (float)((value - range.Low) / range.Length * area.Width);
    }

    private static int Decimals(double largest) => largest >= 100 ? 0 : largest >= 10 ? 1 : 2;
}
