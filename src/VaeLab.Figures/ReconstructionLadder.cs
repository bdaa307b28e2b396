using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>The same images as several models give them back: the originals on top, a row for each model below.</summary>
public static class ReconstructionLadder
{
    private const float LeastLabel = 58;
    private const float WidestLabel = 110;
    private const float LargestTile = 40;
    private const float AfterOriginals = 6;
    private const float Between = 1;

    /// <summary>Draws the originals and a row for each model.</summary>
    /// <param name="originals">A single row of images.</param>
    /// <param name="models">What each model is called, a remark in smaller letters, and its row of images.</param>
    /// <exception cref="ArgumentException">There is no model, a row is not like that of the originals, or a pixel is not finite.</exception>
    public static Figure Draw(ImageGrid originals, IReadOnlyList<(string Name, string Remark, ImageGrid Images)> models)
    {
        ImageTiles.Check(originals, nameof(originals));
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
            throw new ArgumentException("There is no model: give the reconstructions of at least one.", nameof(models));
        foreach (var (name, _, images) in models)
        {
            ImageTiles.Check(images, nameof(models));
            if (originals.Rows != 1 || (images.Rows, images.Columns, images.Width, images.Height) != (1, originals.Columns, originals.Width, originals.Height))
                throw new ArgumentException($"The images of {name} are not one row of as many and as large ones as the originals.", nameof(models));
        }

        models = [.. models.Select(model => model with { Name = RichText.Fit(model.Name, Ink.Label with { SemiBold = true }, WidestLabel) })];
        var label = Math.Max(LeastLabel, models.Max(model => RichText.Measure(model.Name, Ink.Label with { SemiBold = true })) + 8);
        var side = Math.Min(LargestTile, ((Style.PageWidth - label - (2 * Style.Margin)) / originals.Columns) - Between);
        var (width, height) = ImageTiles.Size(originals, side);
        var left = Page.Snap(Style.Margin + label);
        using var page = new Page(
            left + (originals.Columns * (width + Between)) + Style.Margin, (2 * Style.Margin) + ((models.Count + 1) * (height + Between)) + AfterOriginals, gray: originals.Channels == 1);

        var top = Style.Margin;
        Row(page, originals, ("original", string.Empty), left, top, width, height);
        top += height + Between + AfterOriginals;
        page.Line(left, top - (AfterOriginals / 2) - .5f, page.Width - Style.Margin - Between, top - (AfterOriginals / 2) - .5f, Palette.Muted, Style.AxisWidth);
        foreach (var (name, remark, images) in models)
        {
            Row(page, images, (name, remark), left, top, width, height);
            top += height + Between;
        }

        return page.ToFigure();
    }

    private static void Row(Page page, ImageGrid images, (string Name, string Remark) words, float left, float top, float width, float height)
    {
        var middle = top + (height / 2);
        var name = words.Remark.Length == 0 ? middle : middle - 5;
        page.Text(words.Name, left - 6, name, Ink.Label with { SemiBold = words.Remark.Length > 0 }, Align.Right);
        page.Text(words.Remark, left - 6, middle + 5, Ink.Note, Align.Right);
        for (var column = 0; column < images.Columns; column++)
            Reconstructions.Tile(page, images, 0, column, SKRect.Create(Page.Snap(left + (column * (width + Between))), Page.Snap(top), width, height));
    }
}
