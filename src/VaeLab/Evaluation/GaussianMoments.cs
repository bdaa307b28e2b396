using VaeLab.Distributions;

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
        return new([.. dimensions.Select(i => Mean[i])], MultivariateNormal.Block(Covariance, dimensions));
    }
}
