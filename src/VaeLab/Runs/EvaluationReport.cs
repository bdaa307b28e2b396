using System.Text.Json;
using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>All that VaeLab can say of a model on some images, in nats per image where it is a loss. The same seed gives the same report.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Loss">The negative ELBO in its parts, without β, with one sample for each image.</param>
/// <param name="Baselines">Floor and mean-image line of these images.</param>
/// <param name="NegativeLogLikelihood">−log p(x) by importance sampling, over the first images; null for a model without a density of its codes.</param>
/// <param name="ImportanceSamples">Samples for each of them; 0 for none.</param>
/// <param name="ImportanceImages">How many of them; 0 for none.</param>
/// <param name="ActiveUnits">Latent dimensions in use; null for a model without a latent space, as are the next four.</param>
/// <param name="KlPerDimension">KL of each dimension's posterior to its prior.</param>
/// <param name="AggregateMean">Mean of the aggregate posterior.</param>
/// <param name="AggregateCovariance">Covariance of the aggregate posterior.</param>
/// <param name="NeighbourAccuracy">Share of images whose class is that of most of the 10 nearest among 10,000 training images' codes.</param>
/// <param name="Measures">What else there is to measure of this family of models, by name; null for nothing.</param>
public sealed record EvaluationReport(
    int Images,
    Loss Loss,
    LossBaselines Baselines,
    double? NegativeLogLikelihood,
    int ImportanceSamples,
    int ImportanceImages,
    int? ActiveUnits,
    double[]? KlPerDimension,
    double[]? AggregateMean,
    double[][]? AggregateCovariance,
    double? NeighbourAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Measures = null)
{
    private const int MostImportanceImages = 500, MostReferenceImages = 10_000;

    /// <summary>The <see cref="Measures"/> with their meanings, in the order in which they are to be shown.</summary>
    [JsonIgnore]
    public IReadOnlyList<Measure> Explained { get; private init; } = [];

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data; neighbours are looked for among its training images.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="samples">Importance samples for each image.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static EvaluationReport Measure(GenerativeModel model, Dataset data, ImageSet images, int samples, ulong seed, WorkerPool workers)
    {
        RandomStream Stream(uint index) => new(seed, RandomPurpose.EvaluationNoise, index);
        IReadOnlyList<Measure> measures = FamilyMeasures.Of(model, data, images, seed, workers);
        var report = new EvaluationReport(
            images.Count,
            new LossEvaluator(model, workers).Evaluate(images, Stream(EvaluationStream.Test)),
            Evaluation.Baselines.Measure(data.Train, images),
            null, 0, 0, null, null, null, null, null,
            measures.Count == 0 ? null : measures.ToDictionary(measure => measure.Name, measure => measure.Value, StringComparer.Ordinal))
        {
            Explained = measures,
        };
        return model is LatentModel latent ? report.WithLatentSpace(latent, data, images, samples, workers, Stream) : report;
    }

    /// <summary>The report as JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RunJson.Readable.EvaluationReport);

    private EvaluationReport WithLatentSpace(LatentModel model, Dataset data, ImageSet images, int samples, WorkerPool workers, Func<uint, RandomStream> stream)
    {
        ImageSet sampled = images.Slice(0, Math.Min(MostImportanceImages, images.Count));
        var inspector = new ModelInspector(model, workers);
        LatentStatistics statistics = LatentStatistics.Measure(model, images, workers, stream(EvaluationStream.Permutation));
        double[,] covariance = statistics.Aggregate.Covariance;
        int d = model.LatentDimensions;
        return this with
        {
            NegativeLogLikelihood = !model.HasDensity ? null : new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, samples, stream(EvaluationStream.Importance)),
            ImportanceSamples = model.HasDensity ? samples : 0,
            ImportanceImages = model.HasDensity ? sampled.Count : 0,
            ActiveUnits = statistics.ActiveUnits,
            KlPerDimension = !model.HasDensity ? null : [.. statistics.Dimensions.Select(dimension => dimension.Kl)],
            AggregateMean = statistics.Aggregate.Mean,
            AggregateCovariance = [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => covariance[i, j]).ToArray())],
            NeighbourAccuracy = NearestNeighbours.Accuracy(
                inspector.Encode(data.Train.Slice(0, Math.Min(MostReferenceImages, data.Train.Count))), inspector.Encode(images)),
        };
    }
}
