using System.Text.Json;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary>All that VaeLab can say of a model on some images, in nats per image where it is a loss. The same seed gives the same report.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Loss">The negative ELBO in its parts, without β, with one sample for each image.</param>
/// <param name="Baselines">Floor and mean-image line of these images.</param>
/// <param name="NegativeLogLikelihood">−log p(x) by importance sampling, over the first images.</param>
/// <param name="ImportanceSamples">Samples for each of them.</param>
/// <param name="ImportanceImages">How many of them.</param>
/// <param name="ActiveUnits">Latent dimensions in use.</param>
/// <param name="KlPerDimension">KL of each dimension's posterior to its prior.</param>
/// <param name="AggregateMean">Mean of the aggregate posterior.</param>
/// <param name="AggregateCovariance">Covariance of the aggregate posterior.</param>
/// <param name="NeighbourAccuracy">Share of images whose class is that of most of the 10 nearest among 10,000 training images' codes.</param>
public sealed record EvaluationReport(
    int Images,
    Loss Loss,
    LossBaselines Baselines,
    double NegativeLogLikelihood,
    int ImportanceSamples,
    int ImportanceImages,
    int ActiveUnits,
    double[] KlPerDimension,
    double[] AggregateMean,
    double[][] AggregateCovariance,
    double NeighbourAccuracy)
{
    private const int MostImportanceImages = 500, MostReferenceImages = 10_000;

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data; neighbours are looked for among its training images.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="samples">Importance samples for each image.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static EvaluationReport Measure(LatentModel model, Dataset data, ImageSet images, int samples, ulong seed, WorkerPool workers)
    {
        RandomStream Stream(uint index) => new(seed, RandomPurpose.EvaluationNoise, index);
        ImageSet sampled = images.Slice(0, Math.Min(MostImportanceImages, images.Count));
        var inspector = new ModelInspector(model, workers);
        LatentStatistics statistics = LatentStatistics.Measure(model, images, workers, Stream(EvaluationStream.Permutation));
        double[,] covariance = statistics.Aggregate.Covariance;
        int d = model.LatentDimensions;
        return new(
            images.Count,
            new LossEvaluator(model, workers).Evaluate(images, Stream(EvaluationStream.Test)),
            Evaluation.Baselines.Measure(data.Train, images),
            new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, samples, Stream(EvaluationStream.Importance)),
            samples,
            sampled.Count,
            statistics.ActiveUnits,
            [.. statistics.Dimensions.Select(dimension => dimension.Kl)],
            statistics.Aggregate.Mean,
            [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => covariance[i, j]).ToArray())],
            NearestNeighbours.Accuracy(
                inspector.Encode(data.Train.Slice(0, Math.Min(MostReferenceImages, data.Train.Count))), inspector.Encode(images)));
    }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Readable.EvaluationReport);
}
