using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>Images in a table with a heading for each column and a name for each row; perhaps with images of their own before them.</summary>
public static class ImageTable
{
    private const float LargestTile = 40;
    private const float Between = 1;
    private const float Heading = 16;
    private const float AfterGiven = 8;
    private const float WidestName = 110;

    /// <summary>Draws the table.</summary>
    /// <param name="images">The images.</param>
    /// <param name="rows">What each row is called; of a long name the beginning is written.</param>
    /// <param name="columns">What each column is called, as far as there is room over an image; or nothing.</param>
    /// <param name="given">Images before the rows, for example those that the rows were made from: a single column; null for none.</param>
    /// <param name="givenHeading">What that column is called.</param>
    /// <exception cref="ArgumentException">There are not as many names as rows or columns, the given images do not fit, or a pixel is not finite.</exception>
    public static Figure Draw(ImageGrid images, IReadOnlyList<string> rows, IReadOnlyList<string> columns, ImageGrid? given = null, string givenHeading = "given")
    {
        ImageTiles.Check(images, nameof(images));
        if ((rows.Count, columns.Count) != (images.Rows, images.Columns))
            throw new ArgumentException(Words.Invariant($"There are {rows.Count} names of rows and {columns.Count} of columns for a table of {images.Rows} × {images.Columns} images: give one for each."), nameof(rows));
        if (given is not null)
        {
            ImageTiles.Check(given, nameof(given));
            if ((given.Rows, given.Columns, given.Width, given.Height) != (images.Rows, 1, images.Width, images.Height))
                throw new ArgumentException("The given images are not a single column of as many and as large ones as the rows.", nameof(given));
        }

        rows = [.. rows.Select(row => RichText.Fit(row, Ink.Label, WidestName))];
        var labels = rows.Max(row => RichText.Measure(row, Ink.Label)) + 8;
        var all = images.Columns + (given is null ? 0 : 1);
        var side = Math.Min(LargestTile, ((Style.PageWidth - labels - (2 * Style.Margin) - AfterGiven) / all) - Between);
        var (width, height) = ImageTiles.Size(images, side);
        var left = Page.Snap(Style.Margin + labels);
        var first = given is null ? left : Page.Snap(left + width + AfterGiven);
        var headed = given is not null || columns.Any(column => column.Length > 0);
        var top = Page.Snap(Style.Margin + (headed ? Heading : 0));
        using var page = new Page(
            first + (images.Columns * (width + Between)) + Style.Margin, top + (images.Rows * (height + Between)) + Style.Margin, gray: images.Channels == 1);

        if (given is not null)
            page.Text(givenHeading, left + (width / 2), top - 8, Ink.Note, Align.Center);
        for (var column = 0; column < images.Columns; column++)
            page.Text(RichText.Fit(columns[column], Ink.Label, width + Between), X(column) + (width / 2), top - 8, Ink.Label, Align.Center);
        for (var row = 0; row < images.Rows; row++)
        {
            var y = Page.Snap(top + (row * (height + Between)));
            page.Text(rows[row], left - 6, y + (height / 2), Ink.Label, Align.Right);
            if (given is not null)
                Reconstructions.Tile(page, given, row, 0, SKRect.Create(left, y, width, height));
            for (var column = 0; column < images.Columns; column++)
                Reconstructions.Tile(page, images, row, column, SKRect.Create(X(column), y, width, height));
        }

        return page.ToFigure();

        float X(int column) => Page.Snap(first + (column * (width + Between)));
    }
}
