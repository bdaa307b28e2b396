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

    private static readonly SKColor[] Petroff =
    [
        new(0x3F, 0x90, 0xDA), new(0xFF, 0xA9, 0x0E), new(0xBD, 0x1F, 0x01), new(0x94, 0xA4, 0xA2), new(0x83, 0x2D, 0xB6),
        new(0xA9, 0x6B, 0x59), new(0xE7, 0x63, 0x00), new(0xB9, 0xAC, 0x70), new(0x71, 0x75, 0x81), new(0x92, 0xDA, 0xDD),
    ];

    /// <summary>
    /// The colours of the digits 0 to 9: the ten-colour cycle of Petroff (2021), "Accessible Color Sequences for Data
    /// Visualization", arXiv:2107.02270. For filled marks; too light for words and thin lines.
    /// </summary>
    public static IReadOnlyList<SKColor> Digits => Petroff;

    /// <summary>The colour of a class. With more than ten classes the cycle starts again.</summary>
    public static SKColor Class(byte label) => Petroff[label % Petroff.Length];
}
