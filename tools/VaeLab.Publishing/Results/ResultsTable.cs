using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The table of results on the front page, made from committed runs and from nothing else.</summary>
internal static class ResultsTable
{
    private const string Begin = "<!-- results -->", End = "<!-- /results -->";

    /// <summary>A page with its table of results made anew.</summary>
    /// <param name="page">The page, in Markdown, with a pair of markers where the table belongs.</param>
    /// <param name="assets">The folder whose <c>runs/</c> has the runs of <see cref="ResultsTraining.All"/>.</param>
    /// <exception cref="InputException">The page has no markers, or some seeds of a line are missing; a line without any is left out.</exception>
    public static string Insert(string page, string assets) => MarkedSection.Replace(page, Begin, End, Markdown(assets));

    private static string Markdown(string assets)
    {
        string Kept(string folder) => Path.Combine(assets, "runs", folder);
        (ResultsTraining Training, RunRecord[] Runs)[] rows =
        [
            .. ResultsTraining.All
                .Where(training => training.Folders.Any(folder => Directory.Exists(Kept(folder))))
                .Select(training => (training, training.Folders.Select(folder => RunRecord.Read(Kept(folder))).ToArray())),
        ];
        string[] lines =
        [
            "| experiment | recipe | test loss | = reconstruction | + KL | first 500: −ELBO | first 500: −log p(x) | validation | training | seconds | memory, MB |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
            .. rows.Select(row => Line(row.Training, row.Runs)),
        ];
        return string.Join('\n', lines) + "\n\n" + Note([.. rows.SelectMany(row => row.Runs)]) + "\n";
    }

    private static string Line(ResultsTraining training, RunRecord[] runs)
    {
        string Loss(Func<RunRecord, Loss> part, Func<Loss, double> value) => Spread.Of([.. runs.Select(run => value(part(run)))], "F1");
        return $"| [{training.Lesson}](code/{training.Lesson}.cs) | {training.Recipe.Word()} "
            + $"| **{Loss(run => run.Summary.HeldOut, loss => loss.Total)}** "
            + $"| {Loss(run => run.Summary.HeldOut, loss => loss.Reconstruction)} "
            + $"| {Loss(run => run.Summary.HeldOut, loss => loss.Kl!.Value)} "
            + $"| {Loss(run => run.Summary.SampledLoss!.Value, loss => loss.Total)} "
            + $"| {Spread.Of([.. runs.Select(run => run.Summary.NegativeLogLikelihood!.Value)], "F1")} "
            + $"| {Loss(run => run.History[^1].Validation, loss => loss.Total)} "
            + $"| {Loss(run => run.History[^1].Train, loss => loss.Total)} "
            + Invariant($"| {runs.Average(run => run.Summary.Seconds):F0} ")
            + Invariant($"| {runs.Average(run => run.Summary.PeakMemoryMb):F0} |");
    }

    private static string Note(RunRecord[] runs)
    {
        RunSummary first = runs[0].Summary;
        int seeds = runs.Select(run => run.Summary.Seed).Distinct().Count();
        return Invariant($"{first.Epochs} epochs of MNIST, mean ± standard deviation over {seeds} seeds; {first.Versions.Processors} cores, {first.Versions.Vectors}, .NET {first.Versions.Dotnet}. Nats per image. −log p(x) is by 500 importance samples of the first 500 test images, and stands beside −ELBO, the loss, of the same images: they are easier than the others. Memory is the most that the process held, in units of 10⁶ bytes.");
    }
}
