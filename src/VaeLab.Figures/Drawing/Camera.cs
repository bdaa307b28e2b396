namespace VaeLab.Figures.Drawing;

/// <summary>
/// An orthographic view of three axes: no perspective, so that lengths along a direction compare wherever they are. The third
/// axis points up on the page.
/// </summary>
/// <param name="azimuth">The direction of the camera round the third axis, in degrees from the first axis towards the second.</param>
/// <param name="elevation">Its height above the plane of the first two, in degrees from −90 to 90.</param>
internal sealed class Camera(double azimuth, double elevation)
{
    private readonly (double Sin, double Cos) _a = Math.SinCos(azimuth * Math.PI / 180);
    private readonly (double Sin, double Cos) _e = Math.SinCos(elevation * Math.PI / 180);

    /// <summary>Where a point appears: to the right, upwards, and how near it is.</summary>
    public (double Right, double Up, double Near) See(double x, double y, double z)
    {
        var outwards = (_a.Cos * x) + (_a.Sin * y);
        return ((_a.Cos * y) - (_a.Sin * x), (_e.Cos * z) - (_e.Sin * outwards), (_e.Cos * outwards) + (_e.Sin * z));
    }

    /// <summary>Whether the camera is on the positive side of an axis, and so sees the box's face there from outside.</summary>
    public bool IsBeyond(int axis) => See(axis == 0 ? 1 : 0, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0).Near >= 0;
}
