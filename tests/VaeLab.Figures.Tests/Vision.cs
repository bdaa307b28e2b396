using SkiaSharp;

namespace VaeLab.Figures.Tests;

/// <summary>How colours look: contrast (WCAG 2.2), colour-blindness (Machado et al. 2009, severity 1) and ΔE (CIEDE2000).</summary>
internal static class Vision
{
    public static readonly double[] Normal = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    public static readonly double[] Protanopia = [.152286, 1.052583, -.204868, .114503, .786281, .099216, -.003882, -.048116, 1.051998];
    public static readonly double[] Deuteranopia = [.367322, .860646, -.227968, .280085, .672501, .047413, -.011820, .042940, .968881];
    public static readonly double[] Tritanopia = [1.255528, -.076749, -.178779, -.078411, .930809, .147602, .004733, .691367, .303900];

    public static double Contrast(SKColor a, SKColor b)
    {
        var (one, two) = (Luminance(a), Luminance(b));
        return (Math.Max(one, two) + .05) / (Math.Min(one, two) + .05);
    }

    public static double Difference(SKColor a, SKColor b, double[] sight) => DeltaE(Lab(Seen(a, sight)), Lab(Seen(b, sight)));

    private static double Luminance(SKColor color)
    {
        var (r, g, b) = Linear(color);
        return (.2126 * r) + (.7152 * g) + (.0722 * b);
    }

    private static (double R, double G, double B) Linear(SKColor color) => (Linear(color.Red), Linear(color.Green), Linear(color.Blue));

    private static double Linear(byte level)
    {
        var value = level / 255d;
        return value <= .04045 ? value / 12.92 : Math.Pow((value + .055) / 1.055, 2.4);
    }

    private static (double R, double G, double B) Seen(SKColor color, double[] m)
    {
        var (r, g, b) = Linear(color);
        return (Row(0), Row(3), Row(6));
        double Row(int i) => Math.Clamp((m[i] * r) + (m[i + 1] * g) + (m[i + 2] * b), 0, 1);
    }

    private static (double L, double A, double B) Lab((double R, double G, double B) c)
    {
        var x = F(((.4124564 * c.R) + (.3575761 * c.G) + (.1804375 * c.B)) / .95047);
        var y = F((.2126729 * c.R) + (.7151522 * c.G) + (.0721750 * c.B));
        var z = F(((.0193339 * c.R) + (.1191920 * c.G) + (.9503041 * c.B)) / 1.08883);
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
        static double F(double t) => t > .008856 ? Math.Cbrt(t) : (7.787 * t) + (16d / 116);
    }

    public static double DeltaE((double L, double A, double B) p, (double L, double A, double B) q)
    {
        var mean7 = Math.Pow((Hypot(p.A, p.B) + Hypot(q.A, q.B)) / 2, 7);
        var g = .5 * (1 - Math.Sqrt(mean7 / (mean7 + Math.Pow(25, 7))));
        var (c1, c2) = (Hypot(p.A * (1 + g), p.B), Hypot(q.A * (1 + g), q.B));
        var (h1, h2) = (Hue(p.A * (1 + g), p.B), Hue(q.A * (1 + g), q.B));
        var dh = c1 * c2 == 0 ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
        var h = c1 * c2 == 0 ? h1 + h2 : Math.Abs(h1 - h2) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
        var (dl, dc, dH) = (q.L - p.L, c2 - c1, 2 * Math.Sqrt(c1 * c2) * Sin(dh / 2));
        var (l, c) = ((p.L + q.L) / 2, (c1 + c2) / 2);
        var t = 1 - (.17 * Cos(h - 30)) + (.24 * Cos(2 * h)) + (.32 * Cos((3 * h) + 6)) - (.2 * Cos((4 * h) - 63));
        var sl = 1 + (.015 * (l - 50) * (l - 50) / Math.Sqrt(20 + ((l - 50) * (l - 50))));
        var (sc, sh) = (1 + (.045 * c), 1 + (.015 * c * t));
        var c7 = Math.Pow(c, 7);
        var rt = -2 * Math.Sqrt(c7 / (c7 + Math.Pow(25, 7))) * Sin(60 * Math.Exp(-(h - 275) / 25 * (h - 275) / 25));
        return Math.Sqrt((dl / sl * dl / sl) + (dc / sc * dc / sc) + (dH / sh * dH / sh) + (rt * dc / sc * dH / sh));
    }

    private static double Hypot(double a, double b) => Math.Sqrt((a * a) + (b * b));

    private static double Hue(double a, double b) => a == 0 && b == 0 ? 0 : (Math.Atan2(b, a) * 180 / Math.PI + 360) % 360;

    private static double Sin(double degrees) => Math.Sin(degrees * Math.PI / 180);

    private static double Cos(double degrees) => Math.Cos(degrees * Math.PI / 180);
}
