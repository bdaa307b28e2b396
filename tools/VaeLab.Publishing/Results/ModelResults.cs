using VaeLab.Cli;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The tables of other models, in README and in their chapters, made from the runs in <c>assets/models/</c> and from nothing else.</summary>
internal static class ModelResults
{
    private const string End = "<!-- /models -->";

    /// <summary>A page with its tables of models made anew.</summary>
    /// <param name="page">The page, in Markdown: <c>&lt;!-- models --&gt;</c> for all models, <c>&lt;!-- models: conditional --&gt;</c> for a chapter's.</param>
    /// <param name="assets">The folder whose <c>models/</c> has the runs.</param>
    public static string Insert(string page, string assets)
    {
        foreach (string name in ModelTraining.Pages.Prepend(string.Empty))
        {
            string begin = name.Length == 0 ? "<!-- models -->" : $"<!-- models: {name} -->";
            if (page.Contains(begin, StringComparison.Ordinal))
                page = MarkedSection.Replace(page, begin, End, Table([.. name.Length == 0 ? ModelTraining.Once : ModelTraining.All.Where(training => training.Page == name)], assets, links: name.Length == 0));
        }

        return page;
    }

    /// <summary>Trains the models of a chapter, or of all, and makes the tables.</summary>
    /// <param name="only">The chapter; null for all.</param>
    public static int Make(string? only)
    {
        foreach (ModelTraining training in ModelTraining.All.Where(training => only is null || training.Page == only))
        {
            foreach ((int seed, string folder) in training.Folders.Index())
            {
                string[] arguments = [TrainCommand.Name, .. training.Arguments.Replace("\"", string.Empty, StringComparison.Ordinal).Split(' '), "--seed", SettingText.Text(seed)];
                int exit = KeptRun.Train(folder, "models", arguments);
                if (exit != ExitCode.Success)
                    return exit;
                foreach ((string figure, string picture) in seed == 0 ? training.Pictures : [])
                    File.Copy(Path.Combine(KeptRun.At(folder), "figures", figure), Path.Combine("assets", picture), overwrite: true);
            }
        }

        WriteTables();
        return ExitCode.Success;
    }

    /// <summary>Makes the tables anew from the committed runs.</summary>
    public static void WriteTables()
    {
        string[] chapters = [.. Directory.GetFiles(Path.Combine("docs", "tutorial"), "*.md")];
        foreach (string page in chapters.Prepend("README.md"))
            File.WriteAllText(page, Insert(File.ReadAllText(page), "assets"));
    }

    private static string Table(IReadOnlyList<ModelTraining> trainings, string assets, bool links)
    {
        (ModelTraining Training, IReadOnlyList<RunRecord> Runs)[] rows = [.. trainings.Select(training => (training, training.Kept(assets))).Where(row => row.Item2.Count > 0)];
        if (rows.Length == 0)
            return string.Empty;
        string[] measures = links ? [] : ModelTraining.Measures[trainings[0].Page];
        string[] heads = [.. links ? ["lesson"] : Array.Empty<string>(), "model", "test loss", "= reconstruction", "+ KL", "first 500: −ELBO", "first 500: −log p(x)", "epochs", .. measures.Select(name => name.Replace('_', ' '))];
        return string.Concat(
            ((IEnumerable<string[]>)[heads, [.. heads.Select(_ => "---")], .. rows.Select(row => Line(row.Training, row.Runs, measures, links))])
            .Select(cells => $"| {string.Join(" | ", cells)} |\n"))
            + "\n" + Note(rows[0].Runs) + "\n";
    }

    private static string[] Line(ModelTraining training, IReadOnlyList<RunRecord> runs, string[] measures, bool links)
    {
        string Over(Func<RunSummary, double?> value, string format) =>
            runs.All(run => value(run.Summary) is not null) ? Spread.Of([.. runs.Select(run => value(run.Summary)!.Value)], format) : "—";
        // A code that is a point has no KL, and without one there is no bound to add up to.
        bool isBound = runs.Any(run => run.Summary.HeldOut.Kl is { } kl && kl != 0);
        return
        [
            .. links ? [$"[vae_{training.Page}](code/vae_{training.Page}.cs)"] : Array.Empty<string>(),
            links ? training.Label : Invariant($"{training.Label}: `{training.Arguments}`"),
            isBound ? $"**{Over(summary => summary.HeldOut.Total, "F1")}**" : "—",
            Over(summary => summary.HeldOut.Reconstruction, "F1"),
            isBound ? Over(summary => summary.HeldOut.Kl, "F1") : "—",
            isBound ? Over(summary => summary.SampledLoss?.Total, "F1") : "—",
            Over(summary => summary.NegativeLogLikelihood, "F1"),
            Invariant($"{runs[0].Summary.Epochs}"),
            .. measures.Select(name => Over(summary => summary.Measures?.TryGetValue(name, out double value) == true ? value : null, "G3")),
        ];
    }

    private static string Note(IReadOnlyList<RunRecord> runs)
    {
        RunSummary first = runs[0].Summary;
        return Invariant($"MNIST, mean ± standard deviation over {runs.Count} seeds; {first.Versions.Processors} cores, {first.Versions.Vectors}, .NET {first.Versions.Dotnet}. Nats per image of the test set. −log p(x) is by 500 importance samples of its first 500 images, and stands beside −ELBO, the loss, of the same images: they are easier than the others.");
    }
}
