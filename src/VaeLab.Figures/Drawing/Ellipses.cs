using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>The ellipses of a Gaussian on a pair of axes: whole standard deviations of its marginal there.</summary>
internal static class Ellipses
{
    public const double LowerRight = -Math.PI / 4;
    public static readonly float[] AggregateDashes = [4.5f, 2];

    private const int Smooth = 180;
    private const int Places = 48;

    /// <param name="page">Where to draw.</param>
    /// <param name="chart">The axes; nothing leaves their frame.</param>
    /// <param name="gaussian">Whose ellipses.</param>
    /// <param name="deviations">Which of them.</param>
    /// <param name="stroke">Their line.</param>
    /// <param name="halo">The width of the paper-coloured rim that lifts a line off the marks below it; 0 for none.</param>
    public static void Draw(Page page, Chart chart, GaussianPlane gaussian, IEnumerable<double> deviations, Stroke stroke, float halo = 2.2f)
    {
        page.Canvas.Save();
        page.Canvas.ClipRect(chart.Area);
        using var dash = stroke.Dashes is null ? null : SKPathEffect.CreateDash(stroke.Dashes, 0);
        using var rim = new SKPaint { Color = Palette.Paper.WithAlpha(200), Style = SKPaintStyle.Stroke, StrokeWidth = halo, IsAntialias = true };
        using var line = new SKPaint { Color = stroke.Color, Style = SKPaintStyle.Stroke, StrokeWidth = stroke.Width, IsAntialias = true, PathEffect = dash };
        foreach (var size in deviations)
        {
            using var path = new SKPath();
            path.AddPoly([.. Along(chart, gaussian, size)]);
            if (halo > 0) page.Canvas.DrawPath(path, rim);
            page.Canvas.DrawPath(path, line);
        }

        page.Canvas.Restore();
    }

    /// <summary>The prior's ellipses of one and two standard deviations, without their names.</summary>
    public static void Prior(Page page, Chart chart, GaussianPlane prior, float width = Style.ThinCurveWidth) =>
        Draw(page, chart, prior, [1, 2], new Stroke(Palette.Prior, width));

    /// <summary>What the prior's ellipses are called and where the names stand.</summary>
    public static (string Name, SKPoint Place)[] PriorNames(Chart chart, GaussianPlane prior) =>
        [("1σ", At(chart, prior, 1, LowerRight)), ("prior 2σ", At(chart, prior, 2, LowerRight))];

    public static void Names(Page page, IEnumerable<(string Name, SKPoint Place)> names, SKColor color, float size = Style.TextSize)
    {
        foreach (var (name, place) in names)
        {
            var ink = new Ink(color, size, Halo: 1.6f);
            var half = RichText.Measure(name, ink) / 2;
            page.Line(place.X - half, place.Y, place.X + half, place.Y, Palette.Paper, 3.2f); // the line must not show between words
            page.Text(name, place.X, place.Y, ink, Align.Center);
        }
    }

    /// <summary>Where on an ellipse its name covers least of what must be seen.</summary>
    /// <param name="chart">The axes, whose frame the name keeps to.</param>
    /// <param name="gaussian">Whose ellipse.</param>
    /// <param name="deviations">Which one.</param>
    /// <param name="name">What to write there.</param>
    /// <param name="others">Places on the page not to be covered; one that matters more is named more often.</param>
    public static (string Name, SKPoint Place) Quiet(Chart chart, GaussianPlane gaussian, double deviations, string name, IReadOnlyList<SKPoint> others)
    {
        var half = RichText.Measure(name, Ink.Label) / 2;
        return (name, Enumerable.Range(0, Places).Select(i => At(chart, gaussian, deviations, 2 * Math.PI * i / Places)).MinBy(Cost));

        int Cost(SKPoint place)
        {
            var box = SKRect.Create(place.X - half, place.Y - (Style.TextSize / 2), 2 * half, Style.TextSize);
            box.Inflate(2, 1);
            return (chart.Area.Contains(box) ? 0 : 1_000_000) + others.Count(box.Contains);
        }
    }

    /// <summary>Points along an ellipse.</summary>
    public static IEnumerable<SKPoint> Along(Chart chart, GaussianPlane gaussian, double deviations) =>
        Enumerable.Range(0, Smooth).Select(i => At(chart, gaussian, deviations, 2 * Math.PI * i / Smooth));

    public static SKPoint At(Chart chart, GaussianPlane gaussian, double deviations, double angle)
    {
        var (x, y) = gaussian.Ellipse(deviations, angle);
        return new SKPoint(chart.X(x), chart.Y(y));
    }
}
