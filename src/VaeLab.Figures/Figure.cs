using SkiaSharp;
using VaeLab.Figures.Drawing;
using VaeLab.Formats;

namespace VaeLab.Figures;

/// <summary>A finished picture.</summary>
/// <param name="Png">The bytes of a PNG file that states its 300 dots per inch.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record Figure(byte[] Png, int Width, int Height)
{
    private const float CaptionMargin = 8;

    /// <summary>The same picture with small words below it, such as which run it shows.</summary>
    /// <param name="words">As many as are needed; they are broken into lines.</param>
    public Figure WithCaption(string words)
    {
        using var picture = SKBitmap.Decode(Png);
        var (width, height) = (Width / Style.PixelsPerPoint, Height / Style.PixelsPerPoint);
        var lines = Paragraph.Lines(words, width - (2 * CaptionMargin), Ink.Note);
        using var page = new Page(width, height + (lines.Count * Paragraph.LineHeight) + Style.Margin, gray: picture.ColorType == SKColorType.Gray8);
        using var image = SKImage.FromBitmap(picture);
        page.Canvas.DrawImage(image, SKRect.Create(width, height));
        Paragraph.Draw(page, lines, CaptionMargin, height + (Paragraph.LineHeight / 2), Ink.Note);
        return page.ToFigure();
    }

    /// <summary>Writes the picture, creating the folder if need be; it is there whole or not at all.</summary>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.Write(path, stream => stream.Write(Png));
    }
}
