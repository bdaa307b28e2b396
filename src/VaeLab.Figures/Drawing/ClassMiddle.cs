using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>Where a class lies on a page, in points.</summary>
/// <param name="Name">What the class is called.</param>
/// <param name="Place">The median of its points, which outliers do not move.</param>
/// <param name="Spread">The median distance of its points from there.</param>
internal readonly record struct ClassMiddle(string Name, SKPoint Place, float Spread)
{
    public static ClassMiddle Of(string name, SKPoint[] points)
    {
        var place = new SKPoint(
            (float)LatentPoints.Median(points.Select(point => (double)point.X)),
            (float)LatentPoints.Median(points.Select(point => (double)point.Y)));
        return new ClassMiddle(name, place, (float)LatentPoints.Median(points.Select(point => (double)SKPoint.Distance(point, place))));
    }

    /// <summary>Where each class of some points lies on a pair of axes.</summary>
    public static ClassMiddle[] Of(LatentPoints points, Chart chart) =>
        [.. points.Classes().Select(group => Of(group.Name, [.. group.Members.Select(i => new SKPoint(chart.X(points.X[i]), chart.Y(points.Y[i])))]))];
}
