namespace VaeLab.Evaluation;

/// <summary>
/// Decoded images on a grid of a latent plane. The grid's nodes are equal steps of probability under the prior, carried
/// through its Cholesky factor L: z = m + L·Φ⁻¹(u), so that every picture stands for the same share of what the model generates.
/// </summary>
/// <param name="Images">The decoded images; the top row has the largest second coordinate, as on a plot's axis.</param>
/// <param name="Horizontal">Φ⁻¹(u) of each column, in standard deviations, ascending.</param>
/// <param name="Vertical">Φ⁻¹(u) of each row of <paramref name="Images"/>, in standard deviations, descending.</param>
public sealed record ManifoldGrid(ImageGrid Images, double[] Horizontal, double[] Vertical)
{
    /// <summary>Which latent dimensions these are: of the columns, of the rows, and then the others; at least 1.</summary>
    public IReadOnlyList<int> Axes { get; init; } = [0, 1, 2];
}
