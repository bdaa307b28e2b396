using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// What the decoder makes of each place in a latent plane (Kingma &amp; Welling 2013, figure 4). Columns and rows are equal
/// steps of probability, so that a value's place on the axes follows the prior's quantiles and not a ruler.
/// </summary>
public static class ManifoldFigure
{
    private const float Left = 38;
    private const float Top = Style.Margin;
    private const float Right = 8;
    private const float Bottom = 32;
    private const float LargestPicture = 430;

    /// <summary>Draws the grid without gaps.</summary>
    /// <param name="grid">The decoded images with the quantiles of their columns and rows. One row alone gets no vertical axis.</param>
    /// <param name="correlatedPrior">
    /// Whether the prior's two coordinates are correlated. The rows are then quantiles of the second given the first, and the axis says so.
    /// </param>
    /// <exception cref="ArgumentException">The grid's numbers do not fit together, its quantiles are not sorted, or a pixel is not finite.</exception>
    public static Figure Draw(ManifoldGrid grid, bool correlatedPrior = false)
    {
        ManifoldPanel.Check(grid, nameof(grid));
        var images = grid.Images;
        var (tileWidth, tileHeight) = ManifoldPanel.TileSize(images, LargestPicture, LargestPicture);
        var area = SKRect.Create(Page.Snap(Left), Page.Snap(Top), images.Columns * tileWidth, images.Rows * tileHeight);
        using var page = new Page(area.Right + Right, area.Bottom + Bottom, gray: images.Channels == 1);
        ManifoldPanel.Draw(page, grid, area, leftTicks: images.Rows > 1);
        page.Text(AxisName(Words.Axis(grid.Axes[0]), area.Width), area.MidX, area.Bottom + 22, Ink.Label, Align.Center);
        if (images.Rows > 1) // else a walk along one coordinate
            page.TextUpwards(AxisName(Words.Axis(grid.Axes[1]) + (correlatedPrior ? " given " + Words.Axis(grid.Axes[0]) : string.Empty), area.Height), area.Left - 31, area.MidY, Ink.Label);
        return page.ToFigure();
    }

    internal static string AxisName(string coordinate, float room)
    {
        var full = coordinate + ", in standard deviations of the prior";
        return RichText.Measure(full, Ink.Label) <= room ? full : coordinate;
    }
}
