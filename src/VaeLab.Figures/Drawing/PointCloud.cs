using ScottPlot;
using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>Small translucent points in an order of their own, each in the colour of its class.</summary>
internal sealed class PointCloud(LatentPoints points) : IPlottable
{
    private const double FewPoints = 300;
    private const double ManyPoints = 10_000;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        // From large and nearly solid to small and faint as points become many.
        var many = Math.Clamp(Math.Log(points.Count / FewPoints) / Math.Log(ManyPoints / FewPoints), 0, 1);
        var radius = (float)(1.7 - (.75 * many));
        var alpha = (byte)(220 - (70 * many));
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var i in points.Mixed())
        {
            paint.Color = Palette.Class(points.Labels[i]).WithAlpha(alpha);
            var place = Axes.GetPixel(new Coordinates(points.X[i], points.Y[i]));
            rp.Canvas.DrawCircle(place.X, place.Y, radius, paint);
        }
    }
}
