namespace VaeLab.Evaluation;

/// <summary>Mean and covariance of some latent points.</summary>
/// <param name="Mean">d numbers.</param>
/// <param name="Covariance">d × d.</param>
public sealed record GaussianMoments(double[] Mean, double[,] Covariance)
{
    /// <summary>Those of some of the dimensions, in any order.</summary>
    /// <param name="dimensions">Which, each once.</param>
    public GaussianMoments Marginal(IReadOnlyList<int> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        var covariance = new double[dimensions.Count, dimensions.Count];
        for (int i = 0; i < dimensions.Count; i++)
        {
            for (int j = 0; j < dimensions.Count; j++)
                covariance[i, j] = Covariance[dimensions[i], dimensions[j]];
        }

        return new([.. dimensions.Select(i => Mean[i])], covariance);
    }
}
