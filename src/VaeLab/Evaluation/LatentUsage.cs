using System.Numerics.Tensors;
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
            for (int i = 0; i < Mean.Length; i++)
            {
                for (int j = 0; j < Mean.Length; j++)
                    covariance[i, j] += Within[i, j];
            }

            return new(Mean, covariance);
        }
    }

    /// <summary>Encodes images and measures.</summary>
    public static LatentUsage Measure(ModelInspector inspector, MultivariateNormal prior, SampleSet images)
    {
        int d = prior.Dimensions;
        double[] priorMean = prior.Mean, priorVariance = prior.Variances, kl = new double[d];
        var within = new double[d, d];
        LatentCodes codes = inspector.Encode(images, rows =>
        {
            for (int row = 0; row < rows; row++)
            {
                inspector.Posterior.AddCovariance(row, 1.0 / images.Count, within);
                for (int j = 0; j < d; j++)
                    kl[j] += MarginalKl(inspector.Posterior.Mean.Values[(row * d) + j], inspector.Posterior.Variance(row, j), priorMean[j], priorVariance[j]) / images.Count;
            }
        });
        (double[] mean, double[,] between) = Moments(codes);
        return new(codes, kl, mean, between, within);
    }

    private static double MarginalKl(double mean, double variance, double priorMean, double priorVariance)
    {
        if (variance == 0)
            return 0;
        double ratio = variance / priorVariance, deviation = mean - priorMean;
        return DiagonalGaussian.Kl(ratio, deviation * deviation / priorVariance, Math.Log(ratio));
    }

    private static (double[] Mean, double[,] Covariance) Moments(LatentCodes codes)
    {
        int d = codes.Dimensions;
        var mean = new double[d];
        for (int k = 0; k < codes.Means.Length; k++)
            mean[k % d] += codes.Means[k] / (double)codes.Count;

        // Row by row as far as the diagonal: the other half is the same.
        double[][] sums = [.. Enumerable.Range(1, d).Select(length => new double[length])];
        var deviation = new double[d];
        for (int n = 0; n < codes.Count; n++)
        {
            for (int i = 0; i < d; i++)
            {
                deviation[i] = codes.Means[(n * d) + i] - mean[i];
                TensorPrimitives.MultiplyAdd(deviation.AsSpan(0, i + 1), deviation[i], sums[i], sums[i]);
            }
        }

        var covariance = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
                covariance[i, j] = covariance[j, i] = sums[i][j] / codes.Count;
        }

        return (mean, covariance);
    }
}
