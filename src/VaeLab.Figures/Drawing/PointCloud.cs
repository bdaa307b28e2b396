using ScottPlot;
using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>Small translucent points in an order of their own, each in the colour of its class, or all in one.</summary>
/// <param name="points">The points.</param>
/// <param name="size">How large they are compared with those of a figure of one panel.</param>
/// <param name="strength">How opaque they are compared with those that are the figure's subject.</param>
/// <param name="color">The colour of all of them; null for that of its class for each.</param>
internal sealed class PointCloud(LatentPoints points, float size = 1, float strength = 1, SKColor? color = null) : IPlottable
{
    private const double FewPoints = 300;
    private const double ManyPoints = 10_000;

    public bool IsVisible { get; set; } = true;

    public IAxes Axes { get; set; } = new Axes();

    public IEnumerable<LegendItem> LegendItems => [];

    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    public void Render(RenderPack rp)
    {
        var (radius, alpha) = Marks(points.Count);
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var i in points.Mixed())
        {
            paint.Color = (color ?? points.Color(i)).WithAlpha((byte)(alpha * strength));
            var place = Axes.GetPixel(new Coordinates(points.X[i], points.Y[i]));
            rp.Canvas.DrawCircle(place.X, place.Y, radius * size, paint);
        }
    }

    /// <summary>From large and nearly solid to small and faint as points become many.</summary>
    public static (float Radius, byte Alpha) Marks(int count)
    {
        var many = Math.Clamp(Math.Log(count / FewPoints) / Math.Log(ManyPoints / FewPoints), 0, 1);
        return ((float)(1.7 - (.75 * many)), (byte)(220 - (70 * many)));
    }
}
