using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>What each layer of a network makes of an image: the image, and below it a block of small images for each layer.</summary>
public static class FeatureMapFigure
{
    private const float ImageSide = 56;
    private const float LargestTile = 30;
    private const float Between = 2;
    private const float Heading = 18;

    /// <summary>Draws the image and the layers.</summary>
    /// <param name="image">One image.</param>
    /// <param name="layers">What each layer is called, a remark in smaller letters, and its feature maps.</param>
    /// <exception cref="ArgumentException">There is no layer, there are several images, or a number is not finite.</exception>
    public static Figure Draw(ImageGrid image, IReadOnlyList<(string Name, string Remark, ImageGrid Maps)> layers)
    {
        ImageTiles.Check(image, nameof(image));
        ArgumentNullException.ThrowIfNull(layers);
        if (image.Rows * image.Columns != 1)
            throw new ArgumentException(Words.Invariant($"There are {image.Rows * image.Columns} images: give one, whose feature maps these are."), nameof(image));
        if (layers.Count == 0)
            throw new ArgumentException("There is no layer: give the feature maps of at least one.", nameof(layers));
        foreach (var (_, _, maps) in layers)
            ImageTiles.Check(maps, nameof(layers));

        var left = Page.Snap(Style.Margin);
        var (imageWidth, imageHeight) = ImageTiles.Size(image, ImageSide);
        var widest = layers.Max(layer => layer.Maps.Columns * (Tile(layer.Maps).Width + Between));
        var height = Style.Margin + Heading + imageHeight + layers.Sum(layer => Heading + 6 + (layer.Maps.Rows * (Tile(layer.Maps).Height + Between))) + Style.Margin;
        using var page = new Page(left + Math.Max(widest, 220) + Style.Margin, height, gray: image.Channels == 1);
        var top = Page.Snap(Style.Margin);
        page.Text("the image", left, top + (Heading / 2), Ink.Label with { SemiBold = true });
        Reconstructions.Tile(page, image, 0, 0, SKRect.Create(left, Page.Snap(top + Heading), imageWidth, imageHeight));
        top += Heading + imageHeight + 6;
        foreach (var (name, remark, maps) in layers)
        {
            page.Text(name, left, top + (Heading / 2), Ink.Label with { SemiBold = true });
            page.Text(remark, left + RichText.Measure(name, Ink.Label with { SemiBold = true }) + 6, top + (Heading / 2), Ink.Note);
            top = Page.Snap(top + Heading);
            var (tileWidth, tileHeight) = Tile(maps);
            for (var row = 0; row < maps.Rows; row++)
            {
                for (var column = 0; column < maps.Columns; column++)
                    Reconstructions.Tile(page, maps, row, column, SKRect.Create(Page.Snap(left + (column * (tileWidth + Between))), Page.Snap(top), tileWidth, tileHeight));
                top += tileHeight + Between;
            }

            top += 6;
        }

        return page.ToFigure();
    }

    private static (float Width, float Height) Tile(ImageGrid maps) =>
        ImageTiles.Size(maps, Math.Min(LargestTile, ((Style.PageWidth - (2 * Style.Margin)) / maps.Columns) - Between));
}
