using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>A latent space of three dimensions or more, slice by slice: a plane of two decoded at several values of the third, such as z₂.</summary>
public static class ManifoldSlices
{
    private const float Left = 38;
    private const float Right = 8;
    private const float Title = 17;
    private const float Ticks = 17;
    private const float Bottom = 15;
    private const float Gap = 7;
    private const float LargestPicture = 430;
    private const int InRow = 5;

    /// <summary>Draws the slices side by side in the order given, in rows of at most five.</summary>
    /// <param name="slices">Each value of the third coordinate and the grid decoded there. All grids have the same shape and quantiles, as they share their axes.</param>
    /// <exception cref="ArgumentException">There is no slice, slices differ in shape or quantiles, a value is not finite, or a grid cannot be drawn.</exception>
    public static Figure Draw(IReadOnlyList<(double Value, ManifoldGrid Grid)> slices)
    {
        Check(slices);
        var images = slices[0].Grid.Images;
        var rows = (slices.Count + InRow - 1) / InRow;
        var columns = (slices.Count + rows - 1) / rows;
        var room = Math.Min(LargestPicture, ((Style.PageWidth - Left - Right - ((columns - 1) * Gap)) / columns) - (1 / Style.PixelsPerPoint));
        var (tileWidth, tileHeight) = ManifoldPanel.TileSize(images, room, LargestPicture);
        var (width, height) = (images.Columns * tileWidth, images.Rows * tileHeight);
        var (left, across) = (Page.Snap(Left), Page.Snap(width + Gap));
        var rowHeight = Page.Snap(Title + height + Ticks);

        using var page = new Page(left + ((columns - 1) * across) + width + Right, (rows * rowHeight) + Bottom + Style.Margin, gray: images.Channels == 1);
        for (var i = 0; i < slices.Count; i++)
        {
            var (column, row) = (i % columns, i / columns);
            var area = SKRect.Create(left + (column * across), (row * rowHeight) + Page.Snap(Title), width, height);
            ManifoldPanel.Draw(page, slices[i].Grid, area, leftTicks: column == 0 && images.Rows > 1, apart: columns == 1);
            page.Text(Words.Axis(slices[i].Grid.Axes[2]) + " = " + Words.Number(slices[i].Value), area.MidX, area.Top - 8, Ink.Label with { SemiBold = true }, Align.Center);
        }

        var end = left + ((columns - 1) * across) + width;
        page.Text(ManifoldFigure.AxisName(Words.Axis(slices[0].Grid.Axes[0]), end - left), (left + end) / 2, (rows * rowHeight) + 6, Ink.Label, Align.Center);
        for (var row = 0; row < rows && images.Rows > 1; row++)
            page.TextUpwards(ManifoldFigure.AxisName(Words.Axis(slices[0].Grid.Axes[1]), height), left - 31, (row * rowHeight) + Title + (height / 2), Ink.Label);
        return page.ToFigure();
    }

    private static void Check(IReadOnlyList<(double Value, ManifoldGrid Grid)> slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        if (slices.Count == 0)
            throw new ArgumentException("There is no slice: give at least one value of z₂ with its grid.", nameof(slices));
        foreach (var (value, grid) in slices)
        {
            if (!double.IsFinite(value))
                throw new ArgumentException(Words.Invariant($"A slice lies at z₂ = {value}: the values must be finite."), nameof(slices));
            ManifoldPanel.Check(grid, nameof(slices));
            if (!grid.Horizontal.SequenceEqual(slices[0].Grid.Horizontal) || !grid.Vertical.SequenceEqual(slices[0].Grid.Vertical)
                || (grid.Images.Width, grid.Images.Height) != (slices[0].Grid.Images.Width, slices[0].Grid.Images.Height))
            {
                throw new ArgumentException(Words.Invariant($"The slice at z₂ = {value} has other rows, columns or quantiles than the first: slices share their axes, so decode all on one grid."), nameof(slices));
            }
        }
    }
}
