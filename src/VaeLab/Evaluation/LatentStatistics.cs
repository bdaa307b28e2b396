using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>How a model uses its latent space.</summary>
/// <param name="Dimensions">Each latent dimension.</param>
/// <param name="ActiveUnits">Dimensions whose posterior mean varies by more than 0.01 over the images (Burda et al. 2015).</param>
/// <param name="Aggregate">Mean and covariance of the aggregate posterior, the mixture of all images' posteriors (Hoffman &amp; Johnson 2016).</param>
public sealed record LatentStatistics(IReadOnlyList<DimensionStatistics> Dimensions, int ActiveUnits, GaussianMoments Aggregate)
{
    private const int PermutedImages = 1000;

    /// <summary>Measures a model on images.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The images; the permutations take the first 1,000 of them.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <param name="random">Which permutation.</param>
    public static LatentStatistics Measure(LatentModel model, SampleSet images, WorkerPool workers, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        int d = model.LatentDimensions;
        var inspector = new ModelInspector(model, workers);
        LatentUsage usage = LatentUsage.Measure(inspector, model.Prior.Moments, images);
        double total = Enumerable.Range(0, d).Sum(j => usage.Between[j, j]);
        double[] rise = PermutationRise(inspector, images.Slice(0, Math.Min(PermutedImages, images.Count)), usage.Codes, random);
        return new(
            [.. Enumerable.Range(0, d).Select(j => new DimensionStatistics(j, total > 0 ? usage.Between[j, j] / total : 0, usage.Kl[j], rise[j]))],
            usage.ActiveUnits,
            usage.Aggregate);
    }

    /// <summary>The dimensions that say most of the image: those with the largest KL, or where there is none with the largest variance of the means.</summary>
    /// <param name="count">At most so many, the most active first.</param>
    public IReadOnlyList<int> MostActive(int count) =>
        [.. Dimensions.OrderByDescending(one => one.Kl).ThenByDescending(one => one.VarianceShare).Take(count).Select(one => one.Dimension)];

    /// <summary>How much the reconstruction loss rises when one coordinate is permuted among the images.</summary>
    private static double[] PermutationRise(ModelInspector inspector, SampleSet images, LatentCodes codes, RandomStream random)
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
