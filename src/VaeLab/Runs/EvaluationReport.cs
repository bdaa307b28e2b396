using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>All that VaeLab can say of a model on some images, in nats per image where it is a loss. The same seed gives the same report.</summary>
/// <param name="Images">How many images.</param>
/// <param name="Loss">The negative ELBO in its parts, without β, with one sample for each image.</param>
/// <param name="Baselines">The lines beside the loss on these images. Of a folder that is not divided into sets, the mean image is that of the judged images themselves.</param>
/// <param name="NegativeLogLikelihood">−log p(x) by importance sampling, over the first images; null for a model without a density of its codes.</param>
/// <param name="SampledLoss">The loss of the very images of <see cref="NegativeLogLikelihood"/>, to compare with it; null without that.</param>
/// <param name="ImportanceSamples">Samples for each of them; 0 for none.</param>
/// <param name="ImportanceImages">How many of them; 0 for none.</param>
/// <param name="ActiveUnits">Latent dimensions in use; null for a model without a latent space, as are the next four, and for one image, which cannot tell.</param>
/// <param name="KlPerDimension">KL of each dimension's posterior to its prior.</param>
/// <param name="AggregateMean">Mean of the aggregate posterior.</param>
/// <param name="AggregateCovariance">Covariance of the aggregate posterior.</param>
/// <param name="NeighbourAccuracy">Share of images whose class is that of most of the 10 nearest among 10,000 training images' codes; null for data without labels, or not divided into sets.</param>
/// <param name="Measures">What else there is to measure of this kind of model, by name; null for nothing.</param>
public sealed record EvaluationReport(
    int Images,
    Loss Loss,
    LossBaselines Baselines,
    double? NegativeLogLikelihood,
    Loss? SampledLoss,
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

    /// <summary>Which images were judged; null where nobody said.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JudgedData? Data { get; init; }

    /// <summary>
    /// In bits per dimension, nats / (ln 2 · channels · height · width), the bound, <c>neg_elbo</c>; and of the first images the estimate, <c>neg_log_likelihood</c>,
    /// and their own bound to compare it with, <c>sampled_neg_elbo</c>. Null for a likelihood that is no probability of bytes, and for a model without a bound.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? BitsPerDimension
    {
        get
        {
            if (Bytes is not { } bytes || Loss.Kl is null)
                return null;
            double unit = bytes * Math.Log(2);
            var bits = new Dictionary<string, double>(StringComparer.Ordinal) { ["neg_elbo"] = Loss.Total / unit };
            if (NegativeLogLikelihood is { } likelihood && SampledLoss is { } sampled)
                (bits["neg_log_likelihood"], bits["sampled_neg_elbo"]) = (likelihood / unit, sampled.Total / unit);
            return bits;
        }
    }

    /// <summary>How the model uses its latent space; null for a model without one.</summary>
    [JsonIgnore]
    public LatentStatistics? Statistics { get; private init; }

    /// <summary>The bytes of a sample, for a likelihood of bytes.</summary>
    private int? Bytes { get; init; }

    /// <summary>The loss and the lines beside it alone, which is quick; all else is null.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data: its held-out images are judged.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">The model is told labels, and the data have none.</exception>
    public static EvaluationReport OfLoss(GenerativeModel model, Dataset data, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(data);
        return OfLoss(model, data, data.HeldOut, seed, workers);
    }

    /// <summary>Evaluates a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The data; neighbours are looked for among its training images.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="samples">Importance samples for each image.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    /// <exception cref="InputException">The model is told labels, and the data have none.</exception>
    public static EvaluationReport Measure(GenerativeModel model, Dataset data, SampleSet images, int samples, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(workers);
        IReadOnlyList<Measure> measures = ModelKinds.Of(model.Options.Kind).Measure(model, data, images, seed, workers);
        EvaluationReport report = OfLoss(model, data, images, seed, workers).With(measures);
        return model is LatentModel latent ? report.WithLatentSpace(latent, data, images, samples, seed, workers) : report;
    }

    /// <summary>The same with one measure more, <c>neg_bound</c>: minus the importance-weighted bound that the model was trained on, over the very images of <see cref="NegativeLogLikelihood"/>.</summary>
    /// <param name="objective">Which it was; null for the ELBO, which is in the report anyway.</param>
    /// <param name="model">The model.</param>
    /// <param name="images">The images to judge it by.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="workers">The threads to compute on.</param>
    public EvaluationReport With(Objective? objective, GenerativeModel model, SampleSet images, ulong seed, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (objective is null || SampledLoss is not { } elbo || model is not LatentModel latent)
            return this;
        double iwae = new ImportanceSampling(latent, workers).NegativeLogLikelihood(images.Slice(0, ImportanceImages), objective.BoundSamples, Noise(seed, EvaluationStream.Bound));
        double bound = (objective.ElboShare * elbo.Total) + ((1 - objective.ElboShare) * iwae);
        return With([.. Explained, new("neg_bound", bound, FormattableString.Invariant(
            $"nats per image: −{objective}, which it was trained on, of {ImportanceImages} images whose −ELBO is {elbo.Total:F2}; compare it with −{objective} only"))]);
    }

    /// <summary>The same with other <see cref="Measures"/>.</summary>
    /// <param name="measures">What was measured, in the order in which it is to be shown.</param>
    public EvaluationReport With(IReadOnlyList<Measure> measures) => this with
    {
        Measures = measures.Count == 0 ? null : measures.ToDictionary(measure => measure.Name, measure => measure.Value, StringComparer.Ordinal),
        Explained = measures,
    };

    /// <summary>The report as JSON; what is not finite is null in it.</summary>
    public string ToJson()
    {
        JsonNode json = Json();
        _ = TakeOutNotFinite(json).ToArray();
        return json.ToJsonString(RunJson.Readable.Options);
    }

    /// <summary>The names of what is not finite, as in the JSON.</summary>
    public IReadOnlyList<string> NotFinite() => [.. TakeOutNotFinite(Json()).Distinct(StringComparer.Ordinal)];

    private static EvaluationReport OfLoss(GenerativeModel model, Dataset data, SampleSet images, ulong seed, WorkerPool workers) => new(
        images.Count,
        new LossEvaluator(model, workers).Evaluate(images, Noise(seed, EvaluationStream.Test)),
        model.Likelihood.Baselines(ReferenceEquals(images, data.Undivided) ? images : data.Train, images),
        null, null, 0, 0, null, null, null, null, null)
    {
        Bytes = model.Likelihood.IsForBytes ? model.Pixels : null,
    };

    private static RandomStream Noise(ulong seed, uint index) => new(seed, RandomPurpose.EvaluationNoise, index);

    private JsonNode Json() => JsonSerializer.SerializeToNode(this, RunJson.Readable.EvaluationReport)!;

    /// <summary>Puts null in the place of numbers that are not finite, which are texts in JSON.</summary>
    /// <returns>Their names, as they are found.</returns>
    private static IEnumerable<string> TakeOutNotFinite(JsonNode json, string name = "")
    {
        IEnumerable<(string Name, JsonNode? Value, Action Clear)> parts = json switch
        {
            JsonObject members => [.. members.Select(member => (member.Key, member.Value, (Action)(() => members[member.Key] = null)))],
            JsonArray items => [.. items.Select((item, i) => (name, item, (Action)(() => items[i] = null)))],
            _ => [],
        };
        foreach ((string part, JsonNode? value, Action clear) in parts)
        {
            if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is ("NaN" or "Infinity" or "-Infinity"))
            {
                clear();
                yield return part;
            }
            else if (value is not null)
            {
                foreach (string found in TakeOutNotFinite(value, part))
                    yield return found;
            }
        }
    }

    private EvaluationReport WithLatentSpace(LatentModel model, Dataset data, SampleSet images, int samples, ulong seed, WorkerPool workers)
    {
        SampleSet sampled = images.Slice(0, Math.Min(MostImportanceImages, images.Count));
        var inspector = new ModelInspector(model, workers);
        LatentStatistics statistics = LatentStatistics.Measure(model, images, workers, Noise(seed, EvaluationStream.Permutation));
        double[,] covariance = statistics.Aggregate.Covariance;
        int d = model.LatentDimensions;
        return this with
        {
            NegativeLogLikelihood = !model.HasDensity ? null : new ImportanceSampling(model, workers).NegativeLogLikelihood(sampled, samples, Noise(seed, EvaluationStream.Importance)),
            SampledLoss = !model.HasDensity ? null : new LossEvaluator(model, workers).Evaluate(sampled, Noise(seed, EvaluationStream.Test)),
            ImportanceSamples = model.HasDensity ? samples : 0,
            ImportanceImages = model.HasDensity ? sampled.Count : 0,
            Statistics = statistics,
            ActiveUnits = images.Count < 2 ? null : statistics.ActiveUnits,
            KlPerDimension = !model.HasDensity ? null : [.. statistics.Dimensions.Select(dimension => dimension.Kl)],
            AggregateMean = images.Count < 2 ? null : statistics.Aggregate.Mean,
            AggregateCovariance = images.Count < 2 ? null : [.. Enumerable.Range(0, d).Select(i => Enumerable.Range(0, d).Select(j => covariance[i, j]).ToArray())],
            NeighbourAccuracy = !images.HasLabels || !data.HasLabels || ReferenceEquals(images, data.Undivided) ? null : NearestNeighbours.Accuracy(
                inspector.Encode(data.Train.Slice(0, Math.Min(MostReferenceImages, data.Train.Count))), inspector.Encode(images)),
        };
    }
}

/// <summary>Which images a model was judged by.</summary>
/// <param name="Name">The name of the data.</param>
/// <param name="Sha256">What identifies them: <see cref="Dataset.Sha256"/>.</param>
/// <param name="Split">Which part of them: <c>train</c>, <c>validation</c>, <c>test</c> or <c>all</c>.</param>
/// <param name="TrainedOn">Whether the model was trained on these data, or on others; null where that is not known.</param>
public sealed record JudgedData(string Name, string Sha256, string Split, bool? TrainedOn);
