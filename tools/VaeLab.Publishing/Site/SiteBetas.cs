using System.Text.Json.Nodes;
using VaeLab.Cli;
using VaeLab.Cli.Report;
using VaeLab.Data;
using VaeLab.Evaluation;
using VaeLab.Figures.Runs;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Publishing.Site;

/// <summary>The same model trained with several β, in the plane and in ten dimensions.</summary>
internal static class SiteBetas
{
    private const int Codes = 1000, Samples = 10, Epochs = 5;
    private const double CodeRadius = 12;
    private static readonly double[] s_betas = [0.1, 0.5, 1, 4, 16];
    private static readonly int[] s_dimensions = [2, 10];

    /// <summary>What each model makes of some digits, of its prior, and of its code.</summary>
    /// <param name="folder">Where their runs are; those missing are trained.</param>
    /// <param name="data">The data.</param>
    /// <param name="digits">Test images whose reconstructions are shown.</param>
    /// <param name="workers">The threads to compute on.</param>
    public static JsonObject Collect(string folder, Dataset data, IReadOnlyList<int> digits, WorkerPool workers)
    {
        var models = new JsonArray();
        foreach (int d in s_dimensions)
        {
            foreach (double beta in s_betas)
            {
                string run = Path.Combine(folder, Invariant($"d{d}-beta-{beta}"));
                if (!File.Exists(Path.Combine(run, "summary.json")))
                    Train(run, d, beta, data);
                models.Add((JsonNode)Describe(run, data, digits, workers));
            }
        }

        return new JsonObject
        {
            ["epochs"] = Epochs,
            ["radius"] = CodeRadius,
            ["codes"] = Codes,
            ["digits"] = new JsonArray([.. digits.Select(index => (JsonNode)index)]),
            ["models"] = models,
        };
    }

    private static void Train(string run, int dimensions, double beta, Dataset data)
    {
        Console.WriteLine(Invariant($"{run}:"));
        ExperimentOptions basis = ExperimentOptions.TwoDimensional;
        Experiment.Run(
            basis with
            {
                OutputFolder = run,
                Model = basis.Model with { LatentDimensions = dimensions },
                Training = basis.Training with { Beta = beta, Epochs = Epochs },
            },
            data,
            FigureChoice.None);
    }

    private static JsonObject Describe(string run, Dataset data, IReadOnlyList<int> digits, WorkerPool workers)
    {
        StoredModel stored = StoredModel.Read(run);
        LatentModel model = stored.Latent;
        ulong seed = stored.Options.Training.Seed;
        var inspector = new ModelInspector(model, workers);
        LatentStatistics statistics = LatentStatistics.Measure(model, data.HeldOut, workers, new(seed, RandomPurpose.EvaluationNoise, EvaluationStream.Permutation));
        var noise = new float[Samples * model.LatentDimensions];
        new RandomStream(seed, RandomPurpose.Samples).FillNormal(noise);
        var description = new JsonObject
        {
            ["dimensions"] = model.LatentDimensions,
            ["beta"] = stored.Options.Training.Beta,
            ["test"] = PageJson.Nats(RunRecord.Read(run).Summary.HeldOut),
            ["activeUnits"] = statistics.ActiveUnits,
            ["klPerDimension"] = PageJson.Numbers(statistics.Dimensions.Select(dimension => dimension.Kl)),
            ["reconstructions"] = PageText.Pixels([.. digits.SelectMany(index => inspector.Decode(inspector.Encode(data.HeldOut.Slice(index, 1)).Means))]),
            ["samples"] = PageText.Pixels(inspector.Decode(noise)),
        };
        if (model.LatentDimensions == 2)
            description["means"] = PageText.Coordinates(inspector.Encode(data.HeldOut.Slice(0, Codes)).Means, CodeRadius);
        return description;
    }
}
