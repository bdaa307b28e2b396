using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Publishing.Site;

/// <summary>A trained model as the page has it: its weights rounded, and the test images' codes by those weights.</summary>
internal sealed class SiteModel
{
    private const double CodeRadius = 8;
    private const int MostNumbers = 30_000; // of codes, which a page must load
    private readonly string _name;
    private readonly RunRecord _record;
    private readonly StoredModel _stored;
    private readonly Dataset _data;
    private readonly WorkerPool _workers;
    private readonly WeightRounding _rounding;
    private readonly ModelInspector _inspector;

    /// <summary>Reads a run and rounds its weights.</summary>
    public SiteModel(string name, string run, Dataset data, WorkerPool workers)
    {
        (_name, _record, _stored, _data, _workers) = (name, RunRecord.Read(run), StoredModel.Read(run), data, workers);
        Require(_stored, run, data);
        _rounding = WeightRounding.Apply(Model, data.Train, new(Seed, RandomPurpose.Samples));
        _inspector = new ModelInspector(Model, workers);
    }

    /// <summary>The model with rounded weights.</summary>
    public LatentModel Model => _stored.Latent;

    private ulong Seed => _stored.Options.Training.Seed;

    /// <summary>Shape, prior, losses and weights.</summary>
    public JsonObject Weights()
    {
        Loss rounded = new LossEvaluator(Model, _workers).Evaluate(_data.HeldOut, new(Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Test));
        var layers = new JsonObject();
        Parameter[] parameters = [.. Model.Parameters];
        for (int i = 0; i < parameters.Length; i += 2)
            layers[parameters[i].Name[..^".weight".Length]] = Layer(_rounding, parameters[i], parameters[i + 1]);
        return new JsonObject
        {
            ["name"] = _name,
            ["lesson"] = $"code/{_stored.Options.Name}.cs",
            ["dimensions"] = Model.LatentDimensions,
            ["classes"] = Model.Classes,
            ["seed"] = Seed,
            ["epochs"] = _record.Summary.Epochs,
            ["test"] = PageJson.Nats(_record.Summary.HeldOut),
            ["testRounded"] = PageJson.Nats(rounded),
            ["prior"] = new JsonObject { ["mean"] = PageJson.Numbers(Model.Prior.Moments.Mean), ["covariance"] = PageJson.Matrix(Model.Prior.Moments.Covariance) },
            ["layers"] = layers,
        };
    }

    /// <summary>Where the encoder puts the test images, as many as a page may load, and how the latent space is used.</summary>
    public JsonObject Codes()
    {
        LatentStatistics statistics = LatentStatistics.Measure(Model, _data.HeldOut, _workers, new(Seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        return new JsonObject
        {
            ["radius"] = CodeRadius,
            ["means"] = PageText.Coordinates(_inspector.Encode(_data.HeldOut.Slice(0, Math.Min(_data.HeldOut.Count, MostNumbers / Model.LatentDimensions))).Means, CodeRadius),
            ["aggregate"] = new JsonObject { ["mean"] = PageJson.Numbers(statistics.Aggregate.Mean), ["covariance"] = PageJson.Matrix(statistics.Aggregate.Covariance) },
            ["leastKl"] = Math.Round(Model.Prior.LeastDiagonalKl, 5),
            ["varianceShare"] = PageJson.Numbers(statistics.Dimensions.Select(dimension => dimension.VarianceShare)),
            ["klPerDimension"] = PageJson.Numbers(statistics.Dimensions.Select(dimension => dimension.Kl)),
            ["permutationRise"] = PageJson.Numbers(statistics.Dimensions.Select(dimension => dimension.PermutationRise)),
        };
    }

    /// <summary>What the engine makes of some test images with these weights: the page's arithmetic must agree.</summary>
    public JsonArray Golden(IReadOnlyList<int> images)
    {
        var golden = new JsonArray();
        foreach (int index in images)
        {
            var image = (ImageSet)_data.HeldOut.Slice(index, 1);
            float[] mean = _inspector.Encode(image).Means;
            int label = image.Labels.Span[0];
            var expected = new JsonObject
            {
                ["index"] = index,
                ["label"] = label,
                ["pixels"] = Convert.ToBase64String(image.Pixels.Span),
                ["mean"] = PageJson.Numbers(mean),
                ["kl"] = Math.Round(_inspector.KlDivergences(image)[0], 5),
                ["reconstruction"] = Math.Round(_inspector.Distortion(image, mean), 4),
                ["decoded"] = PageJson.Numbers(_inspector.Decode(mean, [label])),
            };
            if (Model.Classes > 0)
            {
                byte other = (byte)((label + 1) % Model.Classes);
                (expected["other"], expected["decodedAsOther"]) = (other, PageJson.Numbers(_inspector.Decode(mean, [other])));
            }

            golden.Add((JsonNode)expected);
        }

        return golden;
    }

    /// <summary>Refuses a model of other images than the page's.</summary>
    /// <exception cref="InputException">The run's data are not these.</exception>
    public static void Require(StoredModel stored, string run, Dataset data)
    {
        if (stored.DataSha256 != data.Sha256)
            throw new InputException($"The run in '{run}' was trained on other data than MNIST, which the page shows; train it again without --dataset and --data.");
    }

    /// <summary>A layer's numbers, as levels where they were rounded.</summary>
    public static JsonObject Layer(WeightRounding? rounding, Parameter weight, Parameter bias)
    {
        float[] w = new float[weight.Length], b = new float[bias.Length];
        weight.CopyTo(w);
        bias.CopyTo(b);
        var layer = new JsonObject { ["rows"] = weight.Rows, ["columns"] = weight.Columns, ["bias"] = PageText.Floats(b) };
        if (rounding?.StepsOf(weight.Name) is { } steps)
            (layer["steps"], layer["levels"]) = (PageText.Floats(steps), Levels(w, steps));
        else
            layer["weight"] = PageText.Floats(w);
        return layer;
    }

    /// <summary>Whole steps from −45 to 45, a character each.</summary>
    /// <param name="weights">Rows of rounded weights.</param>
    /// <param name="steps">The size of a step in each row.</param>
    private static string Levels(float[] weights, float[] steps)
    {
        int columns = weights.Length / steps.Length;
        return string.Create(weights.Length, (weights, steps), (text, row) =>
        {
            for (int i = 0; i < text.Length; i++)
                text[i] = PageText.Digit((int)MathF.Round(row.weights[i] / row.steps[i / columns]) + WeightRounding.Levels);
        });
    }
}
