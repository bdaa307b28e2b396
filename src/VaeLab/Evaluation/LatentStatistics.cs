using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>How a model uses its latent space.</summary>
/// <param name="Dimensions">Each latent dimension.</param>
/// <param name="ActiveUnits">Dimensions whose posterior mean varies by more than 0.01 over the images (Burda et al. 2015).</param>
/// <param name="Aggregate">Mean and covariance of the aggregate posterior, the mixture of all images' posteriors (Hoffman &amp; Johnson 2016).</param>
public sealed record LatentStatistics(IReadOnlyList<DimensionStatistics> Dimensions, int ActiveUnits, GaussianMoments Aggregate)
{
    private const double ActiveVariance = 0.01;
    private const int PermutedImages = 1000;

    /// <summary>Measures a model on images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images; the permutations take the first 1,000 of them.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="random">Which permutation.</param>
    public static LatentStatistics Measure(Vae model, ImageSet images, WorkerPool workers, RandomStream random)
    {
        int d = model.LatentDimensions;
        var inspector = new ModelInspector(model, workers);
        var kl = new double[d];
        double[,] within = new double[d, d], covariance = new double[d, d];
        LatentCodes codes = inspector.Encode(images, rows =>
        {
            for (int row = 0; row < rows; row++)
            {
                inspector.Posterior.Covariance(row, covariance);
                Accumulate(covariance, within);
                for (int j = 0; j < d; j++)
                    kl[j] += MarginalKl(inspector.Posterior.Mean.Values[(row * d) + j], covariance[j, j], model.Prior, j);
            }
        });

        (double[] mean, double[,] between) = Moments(codes);
        double total = 0;
        for (int j = 0; j < d; j++)
            total += between[j, j];
        double[] rise = PermutationRise(inspector, images.Slice(0, Math.Min(PermutedImages, images.Count)), codes, random);

        var aggregate = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                aggregate[i, j] = between[i, j] + (within[i, j] / images.Count);
        }

        return new(
            [.. Enumerable.Range(0, d).Select(j => new DimensionStatistics(j, total > 0 ? between[j, j] / total : 0, kl[j] / images.Count, rise[j]))],
            Enumerable.Range(0, d).Count(j => between[j, j] > ActiveVariance),
            new(mean, aggregate));
    }

    /// <summary>KL(N(μⱼ, Sⱼⱼ)‖N(mⱼ, Σⱼⱼ)), of one dimension alone.</summary>
    private static double MarginalKl(double mean, double variance, MultivariateNormal prior, int j)
    {
        double ratio = variance / prior.Covariance[j, j], deviation = mean - prior.Mean[j];
        return 0.5 * (ratio + (deviation * deviation / prior.Covariance[j, j]) - 1 - Math.Log(ratio));
    }

    private static void Accumulate(double[,] from, double[,] to)
    {
        for (int i = 0; i < from.GetLength(0); i++)
        {
            for (int j = 0; j < from.GetLength(1); j++)
                to[i, j] += from[i, j];
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

    /// <summary>How much the reconstruction loss rises when one coordinate is permuted among the images.</summary>
    private static double[] PermutationRise(ModelInspector inspector, ImageSet images, LatentCodes codes, RandomStream random)
    {
        int d = codes.Dimensions;
        float[] points = codes.Means[..(images.Count * d)];
        double undisturbed = inspector.Distortion(images, points);
        var order = new int[images.Count];
        random.Permute(order);

        var rise = new double[d];
        for (int j = 0; j < d; j++)
        {
            float[] disturbed = [.. points];
            for (int n = 0; n < order.Length; n++)
                disturbed[(n * d) + j] = points[(order[n] * d) + j];
            rise[j] = inspector.Distortion(images, disturbed) - undisturbed;
        }

        return rise;
    }
}
