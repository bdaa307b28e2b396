using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>A prior, the codes of all images, and the discriminator between them: three views of one plane, on one scale.</summary>
public static class DiscriminatorFigure
{
    private const float Left = 24;
    private const float Right = 8;
    private const float Gap = 14;
    private const float Top = 20;
    private const float Bottom = 62;
    private const float Side = (Style.PageWidth - Left - Right - (2 * Gap)) / 3;
    private const float BarLength = 110;

    /// <summary>Draws them side by side.</summary>
    /// <param name="view">What the discriminator sees.</param>
    /// <exception cref="ArgumentException">There are fewer than two dimensions, sizes do not agree, or no code is finite.</exception>
    public static Figure Draw(DiscriminatorView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        var codes = view.Points.Codes;
        var shown = new Interval(view.Low, view.High);
        if (view.Probabilities.Length != view.Steps * view.Steps || view.Steps < 1 || !(shown.Length > 0))
            throw new ArgumentException(Words.Invariant($"There are {view.Probabilities.Length} probabilities for {view.Steps} × {view.Steps} places from {view.Low} to {view.High}: give one for each place of a plane that has a size."), nameof(view));
        var made = LatentPoints.From(codes.Along(view.Axes));
        var prior = LatentPoints.From(new LatentCodes(view.Points.Prior, codes.Dimensions, []).Along(view.Axes));

        using var page = new Page(Style.PageWidth, Top + Side + Bottom);
        string[] titles = ["prior", "codes", "discriminator"];
        for (var i = 0; i < titles.Length; i++)
        {
            using var chart = new Chart(SKRect.Create(Left + (i * (Side + Gap)), Top, Side, Side), shown, shown);
            if (i == 2) Map(page, chart.Area, view);
            var ticks = Ticks.Within(shown, 4);
            chart.XTicks(ticks);
            chart.YTicks(ticks, labels: i == 0);
            chart.NoGrid();
            if (i == 0) chart.Add(new PointCloud(prior, size: .62f, color: Palette.Prior));
            if (i == 1) chart.Add(new PointCloud(made, size: .62f));
            if (i == 2) chart.Add(new PointCloud(made, size: .62f, strength: .35f, color: Palette.Ink));
            chart.Draw(page);
            if (i == 1) ClassLabels.Draw(page, ClassMiddle.Of(made, chart), [], chart.Area, large: 8.5f);
            page.Text(titles[i], chart.Area.Left, Top - 9, Ink.Label with { SemiBold = true });
            page.Text(Words.Axis(view.Axes[0]), chart.Area.MidX, chart.Area.Bottom + 21, Ink.Label, Align.Center);
        }

        page.TextUpwards(Words.Axis(view.Axes[1]), 7, Top + (Side / 2), Ink.Label);
        ColorBar.Draw(page, Left + (2 * (Side + Gap)) + ((Side - BarLength) / 2), Top + Side + 36, BarLength, Color, [(0, "0: a code"), (.5f, "½"), (1, "1: the prior")]);
        var more = codes.Dimensions > 2 ? Words.Invariant($"two of {codes.Dimensions} dimensions; ") : string.Empty;
        page.Text(more + Words.Count(made.Count, "image", "images") + ", and as many points of the prior", Left, Top + Side + 39, Ink.Note);
        return page.ToFigure();
    }

    private static void Map(Page page, SKRect area, DiscriminatorView view)
    {
        for (var row = 0; row < view.Steps; row++)
        {
            for (var column = 0; column < view.Steps; column++)
            {
                using var fill = new SKPaint { Color = Color(view.Probabilities[(row * view.Steps) + column]) };
                var (x, y) = (Page.Snap(area.Left + (area.Width * column / view.Steps)), Page.Snap(area.Top + (area.Height * row / view.Steps)));
                var (right, bottom) = (Page.Snap(area.Left + (area.Width * (column + 1) / view.Steps)), Page.Snap(area.Top + (area.Height * (row + 1) / view.Steps)));
                page.Canvas.DrawRect(new SKRect(x, y, right, bottom), fill);
            }
        }
    }

    /// <summary>Blue where it sees the prior, red where it sees a code, nearly white where it cannot tell.</summary>
    private static SKColor Color(double probability) => Palette.TwoSided(.8 * (1 - (2 * (double.IsFinite(probability) ? probability : .5))));
}
