using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// Where the encoder puts images in the first three latent dimensions: posterior means by class in the axes the model itself
/// uses, seen from several sides. Nothing is projected by any method but the eye's.
/// </summary>
public static class LatentSpace3D
{
    private const float BesideBox = 27;
    private const float AboveBox = 16;
    private const float BelowBox = 27;
    private const float Note = 15;
    private const float TallestBox = 420;
    private const int PanelsInRow = 3;
    private const float Fog = .62f;
    private const float NearSize = 1.35f;
    private const float FarSize = .65f;

    private static readonly (double Azimuth, double Elevation)[] ThreeViews = [(-60, 20), (30, 20), (-15, 50)];

    /// <summary>Draws the codes from two sides and from higher up.</summary>
    /// <inheritdoc cref="Draw(LatentCodes, IReadOnlyList{ValueTuple{double, double}})"/>
    public static Figure Draw(LatentCodes codes) => Draw(codes, ThreeViews);

    /// <summary>Draws the codes from given sides, all on one scale; far points are smaller and paler than near ones.</summary>
    /// <param name="codes">
    /// Codes of three dimensions or more, of which the first three are shown. Those that are not finite are left out, and a
    /// note says so, as it does when points lie outside the box.
    /// </param>
    /// <param name="views">
    /// Where the camera stands, in degrees: azimuth round z₂, from z₀ towards z₁, and elevation above the plane of z₀ and z₁,
    /// from −90 to 90. One view makes a large picture; of more, three stand in a row.
    /// </param>
    /// <exception cref="ArgumentException">There is no view, an angle cannot be, there are fewer than three dimensions, or no code is finite.</exception>
    public static Figure Draw(LatentCodes codes, IReadOnlyList<(double Azimuth, double Elevation)> views)
    {
        var coordinates = LatentCoordinates.From(codes, 3);
        Check(views);
        Interval[] ranges = [.. coordinates.Axes.Select(axis => LatentPoints.Shown(axis).Padded(.04, 1e-6))];
        var longest = ranges.Max(range => range.Length);
        ranges = [.. ranges.Select(range => range.Resized(Math.Max(range.Length, .25 * longest)))]; // a collapsed dimension still has an axis
        Camera[] cameras = [.. views.Select(view => new Camera(view.Azimuth, view.Elevation))];

        var columns = Math.Min(views.Count, PanelsInRow);
        var rows = (views.Count + columns - 1) / columns;
        var width = views.Count == 1 ? Style.MediumWidth : Style.PageWidth;
        var (right, up) = (cameras.Max(camera => AxesBox.Reach(camera, ranges).Right), cameras.Max(camera => AxesBox.Reach(camera, ranges).Up));
        var scale = Math.Min(((width / columns) - (2 * BesideBox)) / (2 * right), TallestBox / (2 * up));
        var rowHeight = AboveBox + (float)(2 * up * scale) + BelowBox;

        using var page = new Page(width, Style.Margin + (rows * rowHeight) + Note);
        var size = views.Count == 1 ? 1 : .62f;
        for (var i = 0; i < cameras.Length; i++)
        {
            var middle = new SKPoint(width / columns * ((i % columns) + .5f), Style.Margin + (rowHeight * (i / columns)) + AboveBox + (float)(up * scale));
            var box = new AxesBox(cameras[i], ranges, middle, (float)scale);
            box.Draw(page, [.. ranges.Select(range => Ticks.Like(Ticks.Within(ranges.MaxBy(one => one.Length), 4), range))], coordinates.Name);
            Points(page, box, coordinates, ranges, size);
            page.Text(Words.Invariant($"azimuth {Words.Number(views[i].Azimuth)}°, elevation {Words.Number(views[i].Elevation)}°"), middle.X, Style.Margin + 4 + (rowHeight * (i / columns)), Ink.Note, Align.Center);
            var labelRoom = SKRect.Create(width / columns * (i % columns), middle.Y - AboveBox - (float)(up * scale), width / columns, rowHeight);
            ClassLabels.Draw(page, Middles(coordinates, box, ranges), [], labelRoom, views.Count == 1 ? 11 : 7.5f);
        }

        var outside = Enumerable.Range(0, coordinates.Count).Count(i => !IsInside(coordinates, ranges, i));
        page.Text(
            (codes.Dimensions > 3 ? Words.Invariant($"the first 3 of {codes.Dimensions} dimensions; ") : string.Empty) + "far points are smaller and paler; " + LatentPlane.Note(coordinates.Plane(0, 1), outside),
            width - 8, page.Height - Style.Margin - 3, Ink.Note, Align.Right);
        return page.ToFigure();
    }

    private static void Check(IReadOnlyList<(double Azimuth, double Elevation)> views)
    {
        ArgumentNullException.ThrowIfNull(views);
        if (views.Count == 0)
            throw new ArgumentException("There is no view: give the azimuth and elevation of at least one.", nameof(views));
        foreach (var (azimuth, elevation) in views)
        {
            if (!double.IsFinite(azimuth) || !(Math.Abs(elevation) <= 90))
                throw new ArgumentException(Words.Invariant($"A view has azimuth {azimuth} and elevation {elevation}: the azimuth must be finite and the elevation from −90 to 90 degrees."), nameof(views));
        }
    }

    private static void Points(Page page, AxesBox box, LatentCoordinates coordinates, Interval[] ranges, float size)
    {
        var (radius, alpha) = PointCloud.Marks(coordinates.Count);
        var seen = Enumerable.Range(0, coordinates.Count)
            .Where(i => IsInside(coordinates, ranges, i))
            .Select(i => (Index: i, At: box.See(coordinates.Axes[0][i], coordinates.Axes[1][i], coordinates.Axes[2][i])))
            .OrderBy(point => point.At.Near)
            .ToArray();
        if (seen.Length == 0) return;
        var plane = coordinates.Plane(0, 1);
        var depth = new Interval(seen[0].At.Near, seen[^1].At.Near).Padded(0, 1e-9);
        using var paint = new SKPaint { IsAntialias = true };
        foreach (var (index, (place, distance)) in seen)
        {
            var near = (float)((distance - depth.Low) / depth.Length);
            paint.Color = Palette.Mixed(plane.Color(index), Palette.Paper, Fog * (1 - near)).WithAlpha(alpha);
            page.Canvas.DrawCircle(place, radius * size * (FarSize + (near * (NearSize - FarSize))), paint);
        }
    }

    private static ClassMiddle[] Middles(LatentCoordinates coordinates, AxesBox box, Interval[] ranges) =>
        [.. coordinates.Plane(0, 1).Classes().Select(group => ClassMiddle.Of(group.Name, [.. group.Members.Select(i => box.See(
            ranges[0].Nearest(coordinates.Axes[0][i]), ranges[1].Nearest(coordinates.Axes[1][i]), ranges[2].Nearest(coordinates.Axes[2][i])).Place)]))];

    private static bool IsInside(LatentCoordinates coordinates, Interval[] ranges, int i) =>
        ranges[0].Contains(coordinates.Axes[0][i]) && ranges[1].Contains(coordinates.Axes[1][i]) && ranges[2].Contains(coordinates.Axes[2][i]);
}
