using SkiaSharp;

namespace VaeLab.Figures;

/// <summary>
/// One colour per quantity, the same in every figure and on the page. All are for white paper; those of lines and words
/// have a contrast of at least 4.5:1 with it.
/// </summary>
public static class Palette
{
    /// <summary>The paper.</summary>
    public static readonly SKColor Paper = new(0xFF, 0xFF, 0xFF);

    /// <summary>Words, axes and digits.</summary>
    public static readonly SKColor Ink = new(0x1B, 0x1F, 0x24);

    /// <summary>Words that stand back: ticks, notes, row labels.</summary>
    public static readonly SKColor Muted = new(0x57, 0x60, 0x6A);

    /// <summary>Rules that guide the eye and say nothing.</summary>
    public static readonly SKColor Rule = new(0xE3, 0xE6, 0xEA);

    /// <summary>The negative ELBO. Purple: the blue of the reconstruction and the orange of the KL, mixed.</summary>
    public static readonly SKColor Total = new(0x5E, 0x2A, 0x8C);

    /// <summary>The reconstruction loss, −log p(x|z).</summary>
    public static readonly SKColor Reconstruction = new(0x18, 0x76, 0xB8);

    /// <summary>KL(q(z|x)‖p(z)).</summary>
    public static readonly SKColor Kl = new(0xC2, 0x41, 0x0C);

    /// <summary>The floor of grayscale cross-entropy.</summary>
    public static readonly SKColor Floor = new(0x2C, 0x7A, 0x69);

    /// <summary>The loss of the constant mean image.</summary>
    public static readonly SKColor MeanImage = new(0x85, 0x5F, 0x4B);

    /// <summary>The prior p(z).</summary>
    public static readonly SKColor Prior = new(0x2B, 0x33, 0x3D);

    /// <summary>The aggregate posterior, ∫ q(z|x) p(x) dx.</summary>
    public static readonly SKColor Aggregate = new(0xB4, 0x10, 0x6B);

    private static readonly SKColor[] Diverging =
    [
        new(0x05, 0x30, 0x61), new(0x21, 0x66, 0xAC), new(0x43, 0x93, 0xC3), new(0x92, 0xC5, 0xDE), new(0xD1, 0xE5, 0xF0), new(0xF7, 0xF7, 0xF7),
        new(0xFD, 0xDB, 0xC7), new(0xF4, 0xA5, 0x82), new(0xD6, 0x60, 0x4D), new(0xB2, 0x18, 0x2B), new(0x67, 0x00, 0x1F),
    ];

    private const double LineLuminance = .15;

    private static readonly SKColor[] Petroff =
    [
        new(0x3F, 0x90, 0xDA), new(0xFF, 0xA9, 0x0E), new(0xBD, 0x1F, 0x01), new(0x94, 0xA4, 0xA2), new(0x83, 0x2D, 0xB6),
        new(0xA9, 0x6B, 0x59), new(0xE7, 0x63, 0x00), new(0xB9, 0xAC, 0x70), new(0x71, 0x75, 0x81), new(0x92, 0xDA, 0xDD),
    ];

    /// <summary>
    /// The colours of the digits 0 to 9: the ten-colour cycle of Petroff (2021), "Accessible Color Sequences for Data
    /// Visualization", arXiv:2107.02270. For filled marks; too light for words and thin lines, for which there is <see cref="ClassLine"/>.
    /// </summary>
    public static IReadOnlyList<SKColor> Digits => Petroff;

    /// <summary>The colour of a class. After ten classes the colours come again darker, after twenty lighter, and after thirty as they were.</summary>
    public static SKColor Class(int label)
    {
        var color = Petroff[label % Petroff.Length];
        return (label / Petroff.Length % 3) switch { 1 => Mixed(color, Ink, .45), 2 => Mixed(color, Paper, .5), _ => color };
    }

    /// <summary>The colour of a class, darkened as far as a thin line on white paper needs: a contrast of 4.5:1.</summary>
    public static SKColor ClassLine(int label)
    {
        var color = Class(label);
        var share = Math.Min(1, LineLuminance / Luminance(color));
        return new SKColor(Darker(color.Red, share), Darker(color.Green, share), Darker(color.Blue, share));
    }

    /// <summary>
    /// A scale for numbers that lie on both sides of zero: blue below, nearly white at it, red above. ColorBrewer's RdBu
    /// (Harrower &amp; Brewer 2003), which the colour-blind can read.
    /// </summary>
    /// <param name="value">From −1 to 1; beyond, the outermost colours.</param>
    public static SKColor TwoSided(double value)
    {
        var place = (Math.Clamp(value, -1, 1) + 1) / 2 * (Diverging.Length - 1);
        var below = Math.Min((int)place, Diverging.Length - 2);
        return Mixed(Diverging[below], Diverging[below + 1], place - below);
    }

    /// <summary>Ink or paper, whichever is easier to read on a colour.</summary>
    public static SKColor WordsOn(SKColor ground) =>
        (Luminance(ground) + .05) * (Luminance(ground) + .05) > (Luminance(Ink) + .05) * (Luminance(Paper) + .05) ? Ink : Paper;

    /// <summary>A colour with a share of another.</summary>
    internal static SKColor Mixed(SKColor color, SKColor other, double share)
    {
        return new SKColor(Level(color.Red, other.Red), Level(color.Green, other.Green), Level(color.Blue, other.Blue));
        byte Level(byte a, byte b) => (byte)Math.Round(a + (share * (b - a)));
    }

    private static double Luminance(SKColor color) =>
        (.2126 * Linear(color.Red)) + (.7152 * Linear(color.Green)) + (.0722 * Linear(color.Blue));

    private static double Linear(byte level)
    {
        var value = level / 255d;
        return value <= .04045 ? value / 12.92 : Math.Pow((value + .055) / 1.055, 2.4);
    }

    private static byte Darker(byte level, double share)
    {
        var light = Linear(level) * share;
        return (byte)Math.Round(255 * (light <= .0031308 ? 12.92 * light : (1.055 * Math.Pow(light, 1 / 2.4)) - .055));
    }
}
