using VaeLab.Data;
using VaeLab.Distributions;

namespace VaeLab.Evaluation;

/// <summary>What the encoder alone tells of how a latent space is used.</summary>
/// <param name="Codes">The posterior mean of each image.</param>
/// <param name="Kl">KL(N(μⱼ, Sⱼⱼ)‖N(mⱼ, Σⱼⱼ)) of each dimension alone, in nats, mean over the images; 0 for codes that are points and have none.</param>
/// <param name="Mean">Mean of the posterior means, d numbers.</param>
/// <param name="Between">Covariance of the posterior means, d × d.</param>
/// <param name="Within">Mean of the posteriors' own covariances, d × d.</param>
internal sealed record LatentUsage(LatentCodes Codes, double[] Kl, double[] Mean, double[,] Between, double[,] Within)
{
    private const double ActiveVariance = 0.01;

    /// <summary>Dimensions whose posterior mean varies by more than 0.01 over the images (Burda et al. 2015).</summary>
    public int ActiveUnits => Enumerable.Range(0, Mean.Length).Count(j => Between[j, j] > ActiveVariance);

    /// <summary>Mean and covariance of the mixture of all posteriors: Cov[z] = Cov[μ] + E[S].</summary>
    public GaussianMoments Aggregate
    {
        get
        {
            var covariance = (double[,])Between.Clone();
            Accumulate(Within, 1, covariance);
            return new(Mean, covariance);
        }
    }

    /// <summary>Encodes images and measures.</summary>
    public static LatentUsage Measure(ModelInspector inspector, MultivariateNormal prior, ImageSet images)
    {
        int d = prior.Dimensions;
        var kl = new double[d];
        double[,] within = new double[d, d], covariance = new double[d, d];
        LatentCodes codes = inspector.Encode(images, rows =>
        {
            for (int row = 0; row < rows; row++)
            {
                inspector.Posterior.Covariance(row, covariance);
                Accumulate(covariance, 1.0 / images.Count, within);
                for (int j = 0; j < d; j++)
                    kl[j] += MarginalKl(inspector.Posterior.Mean.Values[(row * d) + j], covariance[j, j], prior, j) / images.Count;
            }
        });
        (double[] mean, double[,] between) = Moments(codes);
        return new(codes, kl, mean, between, within);
    }

    private static double MarginalKl(double mean, double variance, MultivariateNormal prior, int j)
    {
        if (variance == 0)
            return 0;
        double ratio = variance / prior.Covariance[j, j], deviation = mean - prior.Mean[j];
        return 0.5 * (ratio + (deviation * deviation / prior.Covariance[j, j]) - 1 - Math.Log(ratio));
    }

    private static void Accumulate(double[,] from, double weight, double[,] to)
    {
        for (int i = 0; i < from.GetLength(0); i++)
        {
            for (int j = 0; j < from.GetLength(1); j++)
                to[i, j] += weight * from[i, j];
        }
    }

    private static (double[] Mean, double[,] Covariance) Moments(LatentCodes codes)
    {
        int d = codes.Dimensions;
        var mean = new double[d];
        var covariance = new double[d, d];
        for (int k = 0; k < codes.Means.Length; k++)
            mean[k % d] += codes.Means[k] / (double)codes.Count;
        for (int n = 0; n < codes.Count; n++)
        {
            ReadOnlySpan<float> code = codes.Means.AsSpan(n * d, d);
            for (int i = 0; i < d; i++)
            {
                for (int j = 0; j < d; j++)
                    covariance[i, j] += (code[i] - mean[i]) * (code[j] - mean[j]) / codes.Count;
            }
        }

        return (mean, covariance);
    }
}
