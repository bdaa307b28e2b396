using SkiaSharp;

namespace VaeLab.Figures.Drawing;

/// <summary>
/// The box that three axes span, seen by a camera: its far faces with a grid, and ticks and names along outer edges.
/// </summary>
internal sealed class AxesBox
{
    private const float ShortestAxis = 26;
    private const float TickRoom = 15;

    private readonly Camera _camera;
    private readonly Interval[] _ranges;
    private readonly SKPoint _middle;
    private readonly float _scale;

    /// <param name="camera">Who looks.</param>
    /// <param name="ranges">What the box holds along each axis.</param>
    /// <param name="middle">Where its middle goes on the page.</param>
    /// <param name="scale">Points for one unit.</param>
    public AxesBox(Camera camera, Interval[] ranges, SKPoint middle, float scale) =>
        (_camera, _ranges, _middle, _scale) = (camera, ranges, middle, scale);

    /// <summary>How far a box reaches on the page to the right and upwards of its middle, for one point a unit.</summary>
    public static (double Right, double Up) Reach(Camera camera, Interval[] ranges)
    {
        var corners = Enumerable.Range(0, 8).Select(corner => camera.See(
            ranges[0].Length / 2 * Side(corner, 0), ranges[1].Length / 2 * Side(corner, 1), ranges[2].Length / 2 * Side(corner, 2))).ToArray();
        return (corners.Max(corner => corner.Right), corners.Max(corner => corner.Up));
    }

    public (SKPoint Place, double Near) See(double x, double y, double z)
    {
        var (right, up, near) = _camera.See(x - _ranges[0].Middle, y - _ranges[1].Middle, z - _ranges[2].Middle);
        return (new SKPoint(_middle.X + (float)(right * _scale), _middle.Y - (float)(up * _scale)), near);
    }

    /// <param name="page">Where to draw.</param>
    /// <param name="ticks">The ticks of each axis.</param>
    /// <param name="name">What an axis is called.</param>
    public void Draw(Page page, double[][] ticks, Func<int, string> name)
    {
        for (var axis = 0; axis < 3; axis++)
            FarFace(page, axis, ticks);
        for (var axis = 0; axis < 3; axis++)
            Axis(page, axis, ticks[axis], name(axis));
    }

    private static int Side(int corner, int axis) => (corner >> axis & 1) == 0 ? -1 : 1;

    private static bool IsEdgeOn(SKPoint a, SKPoint b, SKPoint c) =>
        Math.Abs(((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X))) < 1;

    private double Far(int axis) => _camera.IsBeyond(axis) ? _ranges[axis].Low : _ranges[axis].High;

    private double NearEnd(int axis) => _camera.IsBeyond(axis) ? _ranges[axis].High : _ranges[axis].Low;

    private SKPoint Place(int axis, double value, double left, double right)
    {
        Span<double> point = stackalloc double[3];
        point[axis] = value;
        point[(axis + 1) % 3] = left;
        point[(axis + 2) % 3] = right;
        return See(point[0], point[1], point[2]).Place;
    }

    private void FarFace(Page page, int axis, double[][] ticks)
    {
        var (left, right) = ((axis + 1) % 3, (axis + 2) % 3);
        var far = Far(axis);
        SKPoint[] corners =
        [
            Place(axis, far, _ranges[left].Low, _ranges[right].Low), Place(axis, far, _ranges[left].High, _ranges[right].Low),
            Place(axis, far, _ranges[left].High, _ranges[right].High), Place(axis, far, _ranges[left].Low, _ranges[right].High),
        ];
        if (IsEdgeOn(corners[0], corners[1], corners[2])) return;
        using var path = new SKPath();
        path.AddPoly(corners);
        using var fill = new SKPaint { Color = Palette.Rule.WithAlpha(70), IsAntialias = true };
        using var rim = new SKPaint { Color = Palette.Muted.WithAlpha(120), Style = SKPaintStyle.Stroke, StrokeWidth = Style.AxisWidth, IsAntialias = true };
        page.Canvas.DrawPath(path, fill);
        foreach (var tick in ticks[left])
            Rule(page, Place(axis, far, tick, _ranges[right].Low), Place(axis, far, tick, _ranges[right].High));
        foreach (var tick in ticks[right])
            Rule(page, Place(axis, far, _ranges[left].Low, tick), Place(axis, far, _ranges[left].High, tick));
        page.Canvas.DrawPath(path, rim);
    }

    private static void Rule(Page page, SKPoint from, SKPoint to) =>
        page.Line(from.X, from.Y, to.X, to.Y, Palette.Muted.WithAlpha(40), Style.AxisWidth);

    // An edge where a face seen from outside meets one seen from inside is part of the outline: nothing lies beyond it.
    private void Axis(Page page, int axis, double[] ticks, string name)
    {
        var (left, right) = ((axis + 1) % 3, (axis + 2) % 3);
        var one = (Left: Far(left), Right: NearEnd(right));
        var other = (Left: NearEnd(left), Right: Far(right));
        var (a, b) = (Place(axis, _ranges[axis].Middle, one.Left, one.Right), Place(axis, _ranges[axis].Middle, other.Left, other.Right));
        var edge = (axis == 2 ? a.X < b.X : a.Y > b.Y) ? one : other;

        var (start, end) = (Place(axis, _ranges[axis].Low, edge.Left, edge.Right), Place(axis, _ranges[axis].High, edge.Left, edge.Right));
        var length = SKPoint.Distance(start, end);
        if (length < ShortestAxis) return; // seen from its end
        var along = new SKPoint((end.X - start.X) / length, (end.Y - start.Y) / length);
        var outwards = new SKPoint(-along.Y, along.X);
        var halfway = new SKPoint((start.X + end.X) / 2, (start.Y + end.Y) / 2);
        if ((outwards.X * (halfway.X - _middle.X)) + (outwards.Y * (halfway.Y - _middle.Y)) < 0)
            outwards = new SKPoint(-outwards.X, -outwards.Y);

        page.Line(start.X, start.Y, end.X, end.Y, Palette.Ink, Style.AxisWidth);
        var every = (int)MathF.Ceiling(TickRoom * ticks.Length / length);
        for (var i = 0; i < ticks.Length; i++)
        {
            var place = Place(axis, ticks[i], edge.Left, edge.Right);
            page.Line(place.X, place.Y, place.X + (Style.TickLength * outwards.X), place.Y + (Style.TickLength * outwards.Y), Palette.Ink, Style.AxisWidth);
            if (ticks.Length == 1 || Math.Round(ticks[i] / (ticks[1] - ticks[0])) % every == 0)
                page.Text(Words.Number(ticks[i]), place.X + (8 * outwards.X), place.Y + (8 * outwards.Y), Ink.Note, Align.Center);
        }

        page.Text(name, halfway.X + (19 * outwards.X), halfway.Y + (19 * outwards.Y), Ink.Label with { SemiBold = true }, Align.Center);
    }
}
