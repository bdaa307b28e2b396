using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>The codes of some images, a column for each position; on top of it, where in an image the code there matters.</summary>
public static class CodeMaps
{
    private const int MostPositions = 32;
    private const float LargestCell = 27;
    private const float RowHeight = 17;
    private const float BetweenClasses = 5;
    private const float Label = 52;
    private const int LettersOfName = 8;
    private const float Heading = 12;
    private const float SmallestNumber = 3.6f;

    /// <summary>Draws them. Codes of about the same vector have about the same colour.</summary>
    /// <param name="images">The images, in a single column.</param>
    /// <param name="labels">Their classes; images of a class stand together. Empty for images without classes.</param>
    /// <param name="codes">Their codes, images × M.</param>
    /// <param name="places">Where each of the K codes is along three directions, K × 3 from 0 to 1.</param>
    /// <param name="influence">For each position where it matters, 0 for nowhere and 1 for most: a single row of M.</param>
    /// <param name="classNames">What the classes are called, in the order of their labels; null for their numbers.</param>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    public static Figure Draw(ImageGrid images, int[] labels, float[] codes, double[] places, ImageGrid influence, IReadOnlyList<string>? classNames = null)
    {
        ImageTiles.Check(images, nameof(images));
        ImageTiles.Check(influence, nameof(influence));
        var m = influence.Columns;
        if (images.Columns != 1 || (labels.Length != 0 && labels.Length != images.Rows) || codes.Length != images.Rows * m || influence.Rows != 1 || places.Length % 3 != 0 || codes.Any(code => code < 0 || code >= places.Length / 3))
            throw new ArgumentException(Words.Invariant($"There are {images.Rows} × {images.Columns} images, {labels.Length} classes, {codes.Length} codes of {m} positions and {places.Length} coordinates: give for each image its class and a code a position, and three coordinates for each code."), nameof(codes));

        var shown = Math.Min(m, MostPositions);
        var left = Page.Snap(Style.Margin + Label);
        var cell = Page.Snap(Math.Min(LargestCell, (Style.PageWidth - left - Style.Margin) / shown) - (.5f / Style.PixelsPerPoint));
        var (width, height) = ImageTiles.Size(influence, cell - 1);
        var top = Page.Snap(Style.Margin + Heading + height + 6);
        var groups = Math.Max(1, labels.Distinct().Count());
        using var page = new Page(left + (shown * cell) + Style.Margin, top + (images.Rows * RowHeight) + ((groups - 1) * BetweenClasses) + Style.Margin + (m > shown ? 12 : 0));

        page.Text("matters where", left - 6, Style.Margin + Heading + (height / 2), Ink.Note, Align.Right);
        for (var i = 0; i < shown; i++)
        {
            page.Text("c" + Words.Subscript(i + 1), left + ((i + .5f) * cell), Style.Margin + 4, Ink.Note, Align.Center);
            Reconstructions.Tile(page, influence, 0, i, SKRect.Create(Page.Snap(left + (i * cell) + ((cell - width) / 2)), Page.Snap(Style.Margin + Heading), width, height));
        }

        var y = top;
        for (var row = 0; row < images.Rows; row++)
        {
            y += row > 0 && IsFirst(labels, row) ? BetweenClasses : 0;
            Row(page, images, row, IsFirst(labels, row) ? Words.Class(classNames, labels[row], LettersOfName) : null, codes.AsSpan(row * m, shown), places, Page.Snap(y), left, cell);
            y += RowHeight;
        }

        if (m > shown)
            page.Text(Words.Invariant($"the first {shown} of {m} positions"), left, y + 6, Ink.Note);
        return page.ToFigure();
    }

    private static void Row(Page page, ImageGrid images, int row, string? name, ReadOnlySpan<float> codes, double[] places, float y, float left, float cell)
    {
        var (width, height) = ImageTiles.Size(images, RowHeight - 1);
        var place = Page.Snap(left - 7 - width);
        if (name is not null)
            page.Text(name, place - 6, y + (RowHeight / 2), Ink.Label with { SemiBold = true }, Align.Right);
        Reconstructions.Tile(page, images, row, 0, SKRect.Create(place, y, width, height));
        for (var i = 0; i < codes.Length; i++)
        {
            var color = Color(places.AsSpan(3 * (int)codes[i], 3));
            using var fill = new SKPaint { Color = color };
            page.Canvas.DrawRect(SKRect.Create(left + (i * cell), y, cell - 1, RowHeight - 1), fill);
            var text = Words.Number(codes[i]);
            var size = Math.Min(Style.SmallTextSize, Style.SmallTextSize * .8f * cell / RichText.Measure(text, Ink.Note));
            if (size >= SmallestNumber)
                page.Text(text, left + ((i + .5f) * cell) - .5f, y + (RowHeight / 2) - .5f, new Ink(Palette.WordsOn(color), size), Align.Center);
        }
    }

    /// <summary>Whether an image is the first of its class.</summary>
    private static bool IsFirst(int[] labels, int row) => labels.Length > 0 && (row == 0 || labels[row] != labels[row - 1]);

    /// <summary>From the dark and cool to the light and warm, all of them light enough to tell apart.</summary>
    private static SKColor Color(ReadOnlySpan<double> place)
    {
        return new SKColor(Level(place[0]), Level(place[1]), Level(place[2]));
        static byte Level(double x) => (byte)Math.Round(70 + (180 * Math.Clamp(x, 0, 1)));
    }
}
