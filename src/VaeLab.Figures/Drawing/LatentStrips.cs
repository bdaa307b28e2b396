using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A one-dimensional latent space: a strip for each class, its points spread upwards so that they do not lie on one line.</summary>
internal static class LatentStrips
{
    private const float Left = 40;
    private const float Top = 16;
    private const float Tallest = 300;
    private const float StripHeight = 24;
    private const float Bottom = 46;
    private const double GoldenSection = .6180339887498949;

    public static Figure Draw(LatentPoints points, PriorPlane prior)
    {
        var classes = points.Classes();
        var height = Math.Min(Tallest, classes.Count * StripHeight);
        var range = LatentPoints.Shown(points.X).Union(prior.Across(2)).Padded(.04, 1e-6);
        using var page = new Page(Style.MediumWidth, Top + height + Bottom);
        using var chart = new Chart(SKRect.Create(Left, Top, Style.MediumWidth - Left - 8, height), range, new Interval(0, classes.Count));
        chart.XTicks(Ticks.Within(range, 6));
        chart.YTicks([]);
        chart.NoGrid();
        chart.NoLeftAxis();
        chart.Add(new PointCloud(Spread(points, classes)));
        chart.Draw(page);
        Prior(page, chart, prior);
        Names(page, chart, points, classes);
        page.Text("z₀", chart.Area.MidX, chart.Area.Bottom + 21, Ink.Label, Align.Center);
        page.TextUpwards("class", 9, chart.Area.MidY, Ink.Label);
        var outside = points.X.Count(x => !range.Contains(x));
        page.Text("bars: medians; " + LatentPlane.Note(points, outside), chart.Area.Right, page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return page.ToFigure();
    }

    private static LatentPoints Spread(LatentPoints points, IReadOnlyList<(byte Label, int[] Members)> classes)
    {
        var heights = new double[points.Count];
        for (var row = 0; row < classes.Count; row++)
        {
            var members = classes[row].Members;
            for (var i = 0; i < members.Length; i++)
                heights[members[i]] = classes.Count - row - .5 + (.72 * (((i + 1) * GoldenSection % 1) - .5));
        }

        return points with { Y = heights };
    }

    private static void Prior(Page page, Chart chart, PriorPlane prior)
    {
        for (var deviations = -2; deviations <= 2; deviations++)
        {
            if (deviations == 0) continue;
            var x = chart.X(prior.MeanX + (deviations * prior.DeviationX));
            page.Line(x, chart.Area.Top, x, chart.Area.Bottom, Palette.Paper.WithAlpha(200), 2.2f);
            page.Line(x, chart.Area.Top, x, chart.Area.Bottom, Palette.Prior, Style.ThinCurveWidth);
            var name = deviations == -2 ? "prior −2σ" : Words.Number(deviations) + "σ";
            page.Text(name, x, chart.Area.Top - 7, new Ink(Palette.Prior, Style.SmallTextSize), Align.Center);
        }
    }

    private static void Names(Page page, Chart chart, LatentPoints points, IReadOnlyList<(byte Label, int[] Members)> classes)
    {
        var strip = chart.Area.Height / classes.Count;
        var size = Math.Min(Style.TextSize, strip);
        var every = Math.Max(1, (int)MathF.Ceiling(4.5f / strip));
        for (var row = 0; row < classes.Count; row++)
        {
            var y = chart.Y(classes.Count - row - .5);
            var median = chart.X(LatentPoints.Median(classes[row].Members.Select(i => points.X[i])));
            page.Line(median, y - (.42f * strip), median, y + (.42f * strip), Palette.Paper, 3.4f);
            page.Line(median, y - (.42f * strip), median, y + (.42f * strip), Palette.Ink, Style.CurveWidth);
            if (row % every == 0)
                page.Text(Words.Number(classes[row].Label), chart.Area.Left - 8, y, new Ink(Palette.Ink, Math.Max(size, 4.5f), SemiBold: true), Align.Right);
        }
    }
}
