using SkiaSharp;
using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures;

/// <summary>
/// The grid of a manifold where it truly lies: each decoded image at its own latent point m + L·(u, v), L being the Cholesky
/// factor of the prior's covariance. Where the prior is correlated the grid leans.
/// </summary>
public static class TiltedManifold
{
    private const float Overlap = 1.35f; // of ink on clear paper
    private const float Apart = .94f; // of pictures that cover each other
    private const float SmallestImage = 5;
    private const float LargestImage = 60;

    private static readonly SKColor EllipseColor = new(0xA9, 0xB2, 0xBC);

    /// <summary>Draws the images in the plane of z₀ and z₁, ink on clear paper, both axes on one scale, over the prior's ellipses of one and two standard deviations.</summary>
    /// <param name="grid">The decoded images with the standard coordinates u of their columns and v of their rows; about 12 × 12 are legible.</param>
    /// <param name="priorMean">The prior's mean m, one number a dimension, of which the first two are used.</param>
    /// <param name="priorCovariance">The prior's covariance, dimensions × dimensions.</param>
    /// <exception cref="ArgumentException">The grid's numbers do not fit together, a pixel is not finite, the prior has fewer than two dimensions, or its covariance is not positive definite.</exception>
    public static Figure Draw(ManifoldGrid grid, double[] priorMean, double[,] priorCovariance)
    {
        ManifoldPanel.Check(grid, nameof(grid));
        ArgumentNullException.ThrowIfNull(priorMean);
        if (priorMean.Length < 2)
            throw new ArgumentException(Words.Invariant($"The prior has {priorMean.Length} dimensions: a plane needs 2. Draw one dimension with {nameof(ManifoldFigure)}."), nameof(priorMean));
        var prior = GaussianPlane.Prior(priorMean, priorCovariance, priorMean.Length);

        var (rows, columns) = (grid.Images.Rows, grid.Images.Columns);
        var places = Enumerable.Range(0, rows * columns).Select(i => prior.Place(grid.Horizontal[i % columns], grid.Vertical[i / columns])).ToArray();
        var x = Interval.Of(places.Select(place => place.X))!.Value.Union(prior.Across(2)).Padded(.06, 1e-6);
        var y = Interval.Of(places.Select(place => place.Y))!.Value.Union(prior.Up(2)).Padded(.06, 1e-6);
        using var frame = new PlaneFrame(x, y, Style.PageWidth);
        var (page, chart) = (frame.Page, frame.Chart);
        chart.Draw(page);
        Ellipses.Draw(page, chart, prior, [1, 2], new Stroke(EllipseColor, Style.ThinCurveWidth), halo: 0);

        var scale = chart.Area.Width / frame.X.Length;
        var isInk = grid.Images.Scale.IsInk && grid.Images.Height > 1;
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var (stepX, stepY) = prior.Step(Spacing(grid.Horizontal, column), Spacing(grid.Vertical, row));
                var size = (float)Math.Clamp((isInk ? Overlap : Apart) * scale * Math.Min(stepX, stepY), SmallestImage, LargestImage);
                Image(page, grid.Images, row, column, chart, places[(row * columns) + column], size);
            }
        }

        Ellipses.Names(page, Ellipses.PriorNames(chart, prior), Palette.Prior);
        return frame.Finish(priorMean.Length > 2 ? null : grid.Axes, priorMean.Length, Words.Invariant($"{rows} × {columns} latent points at equal steps of the prior’s probability; images are larger where there is room"));
    }

    private static void Image(Page page, ImageGrid images, int row, int column, Chart chart, (double X, double Y) place, float size)
    {
        var proportions = ImageTiles.Proportions(images);
        var scale = size / Math.Max(proportions.Width, proportions.Height);
        var (width, height) = (MathF.Max(ImageTiles.ShortestSide, proportions.Width * scale), MathF.Max(ImageTiles.ShortestSide, proportions.Height * scale));
        var box = SKRect.Create(chart.X(place.X) - (width / 2), chart.Y(place.Y) - (height / 2), width, height);
        ImageTiles.Draw(page, images, row, column, box, transparent: true);
    }

    // The smaller distance to a neighbour, the outermost being as large as those beside them; for one alone, a standard deviation.
    private static double Spacing(double[] nodes, int i)
    {
        if (nodes.Length == 1) return 1;
        i = nodes.Length > 2 ? Math.Clamp(i, 1, nodes.Length - 2) : i;
        var before = i > 0 ? Math.Abs(nodes[i] - nodes[i - 1]) : double.PositiveInfinity;
        var after = i + 1 < nodes.Length ? Math.Abs(nodes[i + 1] - nodes[i]) : double.PositiveInfinity;
        return Math.Min(before, after);
    }
}
