using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>Words beside points, each as near to its own as the others allow, and joined to it by a thin line when that is far.</summary>
internal static class PointLabels
{
    private const float NearGap = 7;
    private const float Leader = 12;
    private const double OverWord = 60;
    private const double OverPoint = 12;

    private static readonly float[] Gaps = [NearGap, 10, 15, 23, 33, 45, 60, 80];
    private static readonly float[] Angles = [-45, 0, -90, 45, -20, -68, 20, 68, 180, 135, -135, 90];

    /// <param name="page">Where to draw.</param>
    /// <param name="labels">What to write at which point.</param>
    /// <param name="covered">Places that should stay visible, such as points along curves.</param>
    /// <param name="taken">Where other words stand.</param>
    /// <param name="room">What the words must stay in.</param>
    /// <param name="ink">How to write.</param>
    public static void Draw(Page page, IReadOnlyList<(string Text, SKPoint Point)> labels, IReadOnlyList<SKPoint> covered, IEnumerable<SKRect> taken, SKRect room, Ink ink)
    {
        var placed = taken.ToList();
        foreach (var (text, point) in labels)
        {
            var width = RichText.Measure(text, ink);
            var (box, gap) = Gaps.SelectMany(gap => Angles.Select(angle => (Box: Beside(point, angle, gap, width, ink.Size), Gap: gap)))
                .MinBy(candidate => Cost(candidate.Box, candidate.Gap));
            placed.Add(box);
            if (gap > Leader)
                page.Line(point.X, point.Y, Math.Clamp(point.X, box.Left, box.Right), Math.Clamp(point.Y, box.Top, box.Bottom), Palette.Muted, Style.AxisWidth);
            page.Text(text, box.MidX, box.MidY, ink, Align.Center);
        }

        double Cost(SKRect box, float gap)
        {
            var near = SKRect.Inflate(box, 1.5f, 1);
            return gap + (room.Contains(box) ? 0 : 10_000) + (OverWord * placed.Count(near.IntersectsWith)) + (OverPoint * covered.Count(near.Contains));
        }
    }

    private static SKRect Beside(SKPoint point, float angle, float gap, float width, float height)
    {
        var (sin, cos) = MathF.SinCos(angle * MathF.PI / 180);
        var (halfWidth, halfHeight) = (width / 2, height * .45f);
        return SKRect.Create(
            point.X + (cos * (gap + halfWidth)) - halfWidth, point.Y + (sin * (gap + halfHeight)) - halfHeight, width, 2 * halfHeight);
    }
}
