using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>A one-dimensional latent space: a strip for each class, or one for all where there are none, its points spread upwards so that they do not lie on one line.</summary>
internal static class LatentStrips
{
    private const float Left = 40;
    private const float RoomForNames = 18;
    private const float Top = 16;
    private const float Tallest = 300;
    private const float StripHeight = 24;
    private const float Bottom = 46;
    private const float NamesHeight = 11;
    private const double GoldenSection = .6180339887498949;

    /// <param name="points">The codes.</param>
    /// <param name="prior">Its standard deviations become lines.</param>
    /// <param name="aggregate">The aggregate posterior, whose standard deviations become dashed lines, or null.</param>
    public static Figure Draw(LatentPoints points, GaussianPlane prior, GaussianPlane? aggregate = null)
    {
        var top = Top + (aggregate is null ? 0 : NamesHeight);
        var hasClasses = points.Labels.Length > 0;
        IReadOnlyList<(int Label, string Name, int[] Members)> classes = hasClasses ? points.Classes() : [(0, string.Empty, [.. Enumerable.Range(0, points.Count)])];
        var height = Math.Min(Tallest, classes.Count * StripHeight);
        var range = LatentPoints.Shown(points.X).Union(prior.Across(2)).Union((aggregate ?? prior).Across(2)).Padded(.04, 1e-6);
        using var page = new Page(Style.MediumWidth, top + height + Bottom);
        var left = Left + Math.Max(0, classes.Max(group => RichText.Measure(group.Name, Ink.Label)) - RoomForNames);
        using var chart = new Chart(SKRect.Create(left, top, Style.MediumWidth - left - 8, height), range, new Interval(0, classes.Count));
        chart.XTicks(Ticks.Within(range, 6));
        chart.YTicks([]);
        chart.NoGrid();
        chart.NoLeftAxis();
        chart.Add(new PointCloud(Spread(points, classes)));
        chart.Draw(page);
        if (aggregate is not null) Deviations(page, chart, aggregate, "aggregate", new Stroke(Palette.Aggregate, 1.1f, Ellipses.AggregateDashes), NamesHeight);
        Deviations(page, chart, prior, "prior", new Stroke(Palette.Prior, Style.ThinCurveWidth), 0);
        Names(page, chart, points, classes);
        page.Text("z₀", chart.Area.MidX, chart.Area.Bottom + 21, Ink.Label, Align.Center);
        if (hasClasses) page.TextUpwards("class", 9, chart.Area.MidY, Ink.Label);
        var outside = points.X.Count(x => !range.Contains(x));
        page.Text((hasClasses ? "bars: medians; " : "bar: median; ") + LatentPlane.Note(points, outside), chart.Area.Right, page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return page.ToFigure();
    }

    private static LatentPoints Spread(LatentPoints points, IReadOnlyList<(int Label, string Name, int[] Members)> classes)
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

    private static void Deviations(Page page, Chart chart, GaussianPlane gaussian, string whose, Stroke stroke, float above)
    {
        for (var deviations = -2; deviations <= 2; deviations++)
        {
            if (deviations == 0) continue;
            var x = chart.X(gaussian.MeanX + (deviations * gaussian.DeviationX));
            page.Line(x, chart.Area.Top, x, chart.Area.Bottom, Palette.Paper.WithAlpha(200), 2.2f);
            page.Line(x, chart.Area.Top, x, chart.Area.Bottom, stroke.Color, stroke.Width, stroke.Dashes);
            var ink = new Ink(stroke.Color, Style.SmallTextSize, Halo: 1.2f);
            var name = Words.Number(deviations) + "σ";
            page.Text(deviations == -2 ? whose + " " + name : name, x + (RichText.Measure(name, ink) / 2), chart.Area.Top - above - 7, ink, Align.Right);
        }
    }

    private static void Names(Page page, Chart chart, LatentPoints points, IReadOnlyList<(int Label, string Name, int[] Members)> classes)
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
            if (row % every == 0 && points.Labels.Length > 0)
                page.Text(classes[row].Name, chart.Area.Left - 8, y, new Ink(Palette.Ink, Math.Max(size, 4.5f), SemiBold: true), Align.Right);
        }
    }
}
