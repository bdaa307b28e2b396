using SkiaSharp;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// What the posterior of each image costs under a correlated prior, for a diagonal posterior above and a full one below, beside
/// the KL that no diagonal posterior can fall below: <see cref="Distributions.MultivariateNormal.LeastDiagonalKl"/>.
/// </summary>
public static class KlHistograms
{
    private const float Left = 70;
    private const float Right = 14;
    private const float Gap = 26;
    private const float Top = 40;
    private const float PanelHeight = 62;
    private const float Between = 14;
    private const float Axis = 30;
    private const int Bins = 60;

    private static readonly float[] Dashes = [2.6f, 1.8f];

    /// <summary>Draws a column for each pair of models.</summary>
    /// <param name="columns">A title, and the KL of each image in nats, with a diagonal posterior and with a full one.</param>
    /// <param name="least">The least KL of a diagonal posterior, in nats.</param>
    /// <exception cref="ArgumentException">There is no column, a model has no image, or a KL is not finite.</exception>
    public static Figure Draw(IReadOnlyList<(string Title, IReadOnlyList<float> Diagonal, IReadOnlyList<float> Full)> columns, double least)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException("There is nothing to draw: give at least one pair of models.", nameof(columns));
        if (columns.Any(column => column.Diagonal.Count == 0 || column.Full.Count == 0))
            throw new ArgumentException("A model has no image: give the KL of at least one.", nameof(columns));
        if (!columns.SelectMany(column => column.Diagonal.Concat(column.Full)).All(float.IsFinite))
            throw new ArgumentException("A KL is not finite. Has the training diverged?", nameof(columns));

        using var page = new Page(Style.PageWidth, Top + (2 * PanelHeight) + Between + Axis);
        var width = (Style.PageWidth - Left - Right - (Gap * (columns.Count - 1))) / columns.Count;
        foreach (var (i, (title, diagonal, full)) in columns.Index())
        {
            var x = Left + (i * (width + Gap));
            var range = new Interval(0, Math.Max(1.6 * least, diagonal.Concat(full).Max() * 1.04));
            page.Text(title, x, 10, Ink.Label with { SemiBold = true });
            Panel(page, SKRect.Create(x, Top, width, PanelHeight), range, diagonal, least, last: false);
            Panel(page, SKRect.Create(x, Top + PanelHeight + Between, width, PanelHeight), range, full, least, last: true);
            page.Text("KL of an image, nats", x + (width / 2), page.Height - 9, Ink.Label with { Color = Palette.Kl }, Align.Center);
        }

        RowName(page, Top, "diagonal");
        RowName(page, Top + PanelHeight + Between, "full");
        return page.ToFigure();
    }

    private static void RowName(Page page, float top, string name)
    {
        page.Text(name, Left - 10, top + (PanelHeight / 2) - 5, Ink.Label with { SemiBold = true }, Align.Right);
        page.Text("posterior", Left - 10, top + (PanelHeight / 2) + 5, Ink.Label, Align.Right);
    }

    private static void Panel(Page page, SKRect area, Interval range, IReadOnlyList<float> kl, double least, bool last)
    {
        var counts = new int[Bins];
        foreach (var value in kl)
            counts[Math.Clamp((int)(value / range.High * Bins), 0, Bins - 1)]++;
        var most = counts.Max() * 1.1f;
        using var chart = new Chart(area, range, new Interval(0, most));
        chart.NoGrid();
        chart.NoLeftAxis();
        chart.XTicks(Ticks.Within(range, 5), last);
        chart.Draw(page);

        using var fill = new SKPaint { Color = Palette.Mixed(Palette.Kl, Palette.Paper, .35), IsAntialias = true };
        for (var bin = 0; bin < Bins; bin++)
        {
            var (from, to) = (area.Left + (bin * area.Width / Bins), area.Left + ((bin + 1) * area.Width / Bins));
            page.Canvas.DrawRect(new SKRect(from, area.Bottom - (counts[bin] / most * area.Height), to - .25f, area.Bottom), fill);
        }

        var x = chart.X(least);
        page.Line(x, area.Top - 3, x, area.Bottom, Palette.Ink, Style.ThinCurveWidth, Dashes);
        if (!last)
            page.Text("least for a diagonal posterior: " + Words.Rounded(least, 3), x, area.Top - 10, Ink.Note with { Halo = 1.2f }, x > area.MidX ? Align.Right : Align.Left);
        var mean = kl.Average(value => (double)value);
        page.Text("mean " + Words.Rounded(mean, mean < 1 ? 3 : 2), area.Right, area.Top + 5, Ink.Note with { Color = Palette.Kl, Halo = 1.2f }, Align.Right);
    }
}
