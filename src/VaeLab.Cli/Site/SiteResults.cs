using System.Text.Json.Nodes;
using VaeLab.Cli.Results;
using VaeLab.Interop;

namespace VaeLab.Cli.Site;

/// <summary>The page's table and loss curves, from the runs that the repository keeps and from nothing else.</summary>
internal static class SiteResults
{
    /// <summary>Reads the runs in <c>assets/runs</c>.</summary>
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

        return new JsonObject { ["experiments"] = experiments };
    }

    private static JsonObject Describe(ResultsTraining training, RunRecord[] runs)
    {
        JsonObject Spread(Func<RunSummary, double> value)
        {
            double mean = runs.Average(run => value(run.Summary));
            double deviation = runs.Length > 1 ? Math.Sqrt(runs.Sum(run => Math.Pow(value(run.Summary) - mean, 2)) / (runs.Length - 1)) : 0;
            return new JsonObject { ["mean"] = Math.Round(mean, 2), ["deviation"] = Math.Round(deviation, 2) };
        }

        RunRecord first = runs[0];
        return new JsonObject
        {
            ["name"] = training.Experiment,
            ["recipe"] = OptionValues.Word(training.Recipe),
            ["lesson"] = $"code/{training.Lesson}.cs",
            ["runs"] = runs.Length,
            ["epochs"] = first.Summary.Epochs,
            ["floor"] = Math.Round(first.Summary.Baselines.Floor, 2),
            ["meanImage"] = Math.Round(first.Summary.Baselines.MeanImage, 2),
            ["total"] = Spread(run => run.Test.Total),
            ["reconstruction"] = Spread(run => run.Test.Reconstruction),
            ["kl"] = Spread(run => run.Test.Kl),
            ["negativeLogLikelihood"] = Spread(run => run.NegativeLogLikelihood ?? double.NaN),
            ["seconds"] = Spread(run => run.Seconds),
            ["history"] = new JsonObject
            {
                ["train"] = SiteScript.Numbers(first.History.Select(epoch => epoch.Train.Total)),
                ["validation"] = SiteScript.Numbers(first.History.Select(epoch => epoch.Validation.Total)),
                ["reconstruction"] = SiteScript.Numbers(first.History.Select(epoch => epoch.Validation.Reconstruction)),
                ["kl"] = SiteScript.Numbers(first.History.Select(epoch => epoch.Validation.Kl)),
            },
        };
    }
}
