using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

public sealed class LatentStatisticsTests
{
    [Theory]
    [InlineData("2-D")]
    [InlineData("3-D")]
    [InlineData("correlated")]
    public void The_dimensions_kls_and_moments_agree_with_plain_sums(string prior)
    {
        using var pool = new WorkerPool(2);
        Vae model = LittleData.Model(LittleData.Prior(prior), seed: 4);
        new Trainer(model, LittleData.Dataset(), new() { Epochs = 150, BatchSize = 10, LearningRate = 0.01, Beta = 0.1 }, pool).Fit(TestContext.Current.CancellationToken);
        var images = LittleData.Images(300, stream: 2);
        LatentStatistics statistics = LatentStatistics.Measure(model, images, pool, new(1, RandomPurpose.Test));

        int d = model.LatentDimensions;
        Assert.Equal(Enumerable.Range(0, d), statistics.Dimensions.Select(dimension => dimension.Dimension));
        Assert.Equal(1, statistics.Dimensions.Sum(dimension => dimension.VarianceShare), 1e-9);
        Assert.All(statistics.Dimensions, dimension => Assert.True(dimension.PermutationRise > 0.1));
        Assert.Equal(d, statistics.ActiveUnits);

        // Where the prior is diagonal, the dimensions' KLs add up to the whole.
        double kl = statistics.Dimensions.Sum(dimension => dimension.Kl);
        double whole = new LossEvaluator(model, pool).Evaluate(images, new(1, RandomPurpose.Test)).Kl!.Value;
        if (model.Prior.Moments.IsDiagonal)
            Assert.Equal(whole, kl, 1e-4 * whole);

        float[] means = new ModelInspector(model, pool).Encode(images).Means;
        double mean = means.Where((_, i) => i % d == 0).Average(x => (double)x);
        double between = means.Where((_, i) => i % d == 0).Average(x => (x - mean) * (x - mean));
        Assert.Equal(mean, statistics.Aggregate.Mean[0], 1e-5);
        Assert.InRange(statistics.Aggregate.Covariance[0, 0] - between, 1e-6, 1);
        double other = means.Where((_, i) => i % d == 1).Average(x => (double)x);
        double across = Enumerable.Range(0, images.Count).Average(n => (means[n * d] - mean) * (means[(n * d) + 1] - other));
        Assert.Equal(across, statistics.Aggregate.Covariance[0, 1], 1e-9);
        Assert.Equal(statistics.Aggregate.Covariance[0, 1], statistics.Aggregate.Covariance[1, 0], 1e-12);
    }

    [Fact]
    public void The_most_active_dimensions_have_the_largest_kl_or_without_one_the_largest_variance()
    {
        static LatentStatistics Of(params (double Share, double Kl)[] dimensions) =>
            new([.. dimensions.Select((one, j) => new DimensionStatistics(j, one.Share, one.Kl, 0))], 0, new([], new double[0, 0]));
        Assert.Equal([3, 0, 2], Of((0.1, 2), (0.5, double.NaN), (0.1, 1), (0.1, 3), (0.2, 0)).MostActive(3));
        Assert.Equal([1, 2], Of((0.1, 0), (0.6, 0), (0.3, 0)).MostActive(2));
        Assert.Equal([0], Of((1, 0)).MostActive(3));
    }

    /// <summary>What lessons and runs draw of a space of many dimensions are the same ones.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Pictures_show_the_first_dimensions_or_the_most_active_of_many(int d)
    {
        using var pool = new WorkerPool(1);
        var model = new Vae(LittleData.Shape, new() { LatentDimensions = d, Hidden = [8] }, MultivariateNormal.Standard(d), Likelihood.Bernoulli, seed: 5);
        SampleSet images = LittleData.Images(100, stream: 2);
        var statistics = LatentStatistics.Measure(model, images, pool, new(1, RandomPurpose.Test));
        IReadOnlyList<int> axes = new ModelInspector(model, pool).Axes(images);
        Assert.Equal(d > 3 ? statistics.MostActive(3) : Enumerable.Range(0, d), axes);
        GaussianMoments shown = statistics.Aggregate.Marginal(axes);
        Assert.Equal((statistics.Aggregate.Mean[axes[^1]], statistics.Aggregate.Covariance[axes[^1], axes[0]]), (shown.Mean[^1], shown.Covariance[axes.Count - 1, 0]));
        Assert.Equal(d <= 3, axes.SequenceEqual(Enumerable.Range(0, Math.Min(d, 3)))); // of this one model the most active ones are others than the first
    }

    [Fact]
    public void A_collapsed_model_has_no_active_unit()
    {
        using var pool = new WorkerPool(1);
        Vae model = LittleData.Model(seed: 4);
        TrainingOptions options = new() { Epochs = 100, BatchSize = 10, LearningRate = 0.01, Beta = 1000 };
        new Trainer(model, LittleData.Dataset(), options, pool).Fit(TestContext.Current.CancellationToken);
        LatentStatistics statistics = LatentStatistics.Measure(model, LittleData.Images(100), pool, new(1, RandomPurpose.Test));
        Assert.Equal(0, statistics.ActiveUnits);
        Assert.All(statistics.Dimensions, dimension => Assert.InRange(dimension.Kl, 0, 0.05));
        Assert.Equal(1, statistics.Aggregate.Covariance[0, 0], 0.1);
    }

    /// <summary>Half of the images have a single pixel of 1, half of 0: a mean of a·x has a variance of a²/4.</summary>
    [Fact]
    public void A_unit_is_active_if_its_mean_varies_by_more_than_a_hundredth()
    {
        using var pool = new WorkerPool(1);
        double[] variances = [0.0099, 0.0101, 0.019, 0.021];
        var model = new Vae(SampleShape.Features(1), new() { LatentDimensions = 4, Hidden = [1] }, MultivariateNormal.Standard(4), Likelihood.Bernoulli, seed: 1);
        Set("encoder.0.weight", 1);
        Set("encoder.0.bias", 0);
        Set("mean.weight", [.. variances.Select(variance => (float)(2 * Math.Sqrt(variance)))]);
        Set("mean.bias", 5, -5, 1, 0);
        var images = new ImageSet(new byte[] { 0, 255, 255, 0, 0, 255 }, new byte[6], 1, 1);

        LatentStatistics statistics = LatentStatistics.Measure(model, images, pool, new(1, RandomPurpose.Test));
        Assert.Equal(3, statistics.ActiveUnits);
        Assert.All(statistics.Dimensions, dimension => Assert.Equal(variances[dimension.Dimension] / variances.Sum(), dimension.VarianceShare, 1e-5));

        void Set(string name, params float[] values) => model.Parameters.Single(parameter => parameter.Name == name).CopyFrom(values);
    }

    [Fact]
    public void Neighbours_tell_classes_apart()
    {
        LatentCodes reference = new([0, 0, 0.1f, 0, 5, 5, 5.1f, 5], 2, [3, 3, 8, 8]);
        Assert.Equal(1, NearestNeighbours.Accuracy(reference, new([0.2f, 0, 4.9f, 5], 2, [3, 8]), neighbours: 2));
        Assert.Equal(0.5, NearestNeighbours.Accuracy(reference, new([0.2f, 0, 4.9f, 5], 2, [3, 3]), neighbours: 2));
        Assert.Equal(1, NearestNeighbours.Accuracy(reference, new([0, 0.01f], 2, [3]), neighbours: 100));
        Assert.Equal(1, NearestNeighbours.Accuracy(new([0, 0, 1, 0, 2, 0], 2, [8, 3, 3]), new([0, 0], 2, [3]), neighbours: 3));
    }
}
