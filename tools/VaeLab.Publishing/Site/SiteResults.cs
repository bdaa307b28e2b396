using System.Text.Json.Nodes;
using VaeLab.Cli.Report;
using VaeLab.Publishing.Results;
using VaeLab.Runs;

namespace VaeLab.Publishing.Site;

/// <summary>The page's table and loss curves, from the runs that the repository keeps and from nothing else.</summary>
internal static class SiteResults
{
    /// <summary>Reads the runs in <c>assets/runs</c> and <c>assets/models</c>.</summary>
    /// <param name="assets">The folder <c>assets</c>.</param>
    public static JsonObject Collect(string assets)
    {
        var experiments = new JsonArray();
        foreach (ResultsTraining training in ResultsTraining.All)
        {
            RunRecord[] runs = [.. training.Folders.Select(name => Path.Combine(assets, "runs", name)).Where(Directory.Exists).Select(RunRecord.Read)];
            if (runs.Length > 0)
                experiments.Add((JsonNode)Describe(training, runs));
        }

        return new JsonObject { ["experiments"] = experiments, ["models"] = Family(assets) };
    }

    private static JsonObject Describe(ResultsTraining training, RunRecord[] runs)
    {
        JsonObject Spread(Func<RunSummary, double> value) => Over(runs, value, 4);
        RunRecord first = runs[0];
        return new JsonObject
        {
            ["name"] = training.Experiment,
            ["recipe"] = training.Recipe.Word(),
            ["lesson"] = $"code/{training.Lesson}.cs",
            ["runs"] = runs.Length,
            ["epochs"] = first.Summary.Epochs,
            ["floor"] = Math.Round(first.Summary.Baselines.Floor!.Value, 2),
            ["meanImage"] = Math.Round(first.Summary.Baselines.MeanImage!.Value, 2),
            ["total"] = Spread(run => run.HeldOut.Total),
            ["reconstruction"] = Spread(run => run.HeldOut.Reconstruction),
            ["kl"] = Spread(run => run.HeldOut.Kl!.Value),
            ["sampledLoss"] = Spread(run => run.SampledLoss!.Value.Total),
            ["negativeLogLikelihood"] = Spread(run => run.NegativeLogLikelihood!.Value),
            ["seconds"] = Spread(run => run.Seconds),
            ["history"] = new JsonObject
            {
                ["train"] = PageJson.Numbers(first.History.Select(epoch => epoch.Train.Total)),
                ["validation"] = PageJson.Numbers(first.History.Select(epoch => epoch.Validation.Total)),
                ["reconstruction"] = PageJson.Numbers(first.History.Select(epoch => epoch.Validation.Reconstruction)),
                ["kl"] = PageJson.Numbers(first.History.Select(epoch => epoch.Validation.Kl!.Value)),
            },
        };
    }

    /// <summary>The other models of the family, and what each is compared with.</summary>
    private static JsonArray Family(string assets) => new(
    [
        .. from training in ModelTraining.Once
           let runs = training.Kept(assets)
           where runs.Count > 0
           select (JsonNode)Describe(training, runs),
    ]);

    private static JsonObject Describe(ModelTraining training, IReadOnlyList<RunRecord> runs)
    {
        var model = new JsonObject
        {
            ["name"] = training.Name,
            ["lesson"] = $"code/vae_{training.Page}.cs",
            ["runs"] = runs.Count,
            ["epochs"] = runs[0].Summary.Epochs,
            ["total"] = Over(runs, run => run.HeldOut.Total, 4),
            ["reconstruction"] = Over(runs, run => run.HeldOut.Reconstruction, 4),
            ["kl"] = Over(runs, run => run.HeldOut.Kl!.Value, 4),
        };
        if (runs.All(run => run.Summary.NegativeLogLikelihood is not null))
            model["negativeLogLikelihood"] = Over(runs, run => run.NegativeLogLikelihood!.Value, 4);
        model["seconds"] = Over(runs, run => run.Seconds, 2);
        foreach (string measure in runs[0].Summary.Measures?.Keys ?? [])
            model[measure] = Over(runs, run => run.Measures![measure], 4);
        return model;
    }

    private static JsonObject Over(IReadOnlyList<RunRecord> runs, Func<RunSummary, double> value, int digits)
    {
        double mean = runs.Average(run => value(run.Summary));
        double deviation = runs.Count > 1 ? Math.Sqrt(runs.Sum(run => Math.Pow(value(run.Summary) - mean, 2)) / (runs.Count - 1)) : 0;
        return new JsonObject { ["mean"] = Math.Round(mean, digits), ["deviation"] = Math.Round(deviation, digits) };
    }
}
