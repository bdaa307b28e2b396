using VaeLab.Interop;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Cli;

/// <summary>The table of results on the front page, made from committed runs and from nothing else.</summary>
public static class ResultsTable
{
    private const string Begin = "<!-- results -->", End = "<!-- /results -->";

    /// <summary>A page with its table of results made anew.</summary>
    /// <param name="page">The page, in Markdown, with a pair of markers where the table belongs.</param>
    /// <param name="runs">The runs; those of one experiment become one line.</param>
    /// <exception cref="InputException">The page has no markers.</exception>
    public static string Insert(string page, IEnumerable<RunRecord> runs)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new InputException($"The page has no place for the table: put {Begin} and {End} on lines of their own.");
        return $"{page[..(begin + Begin.Length)]}\n{Markdown(runs)}{page[end..]}";
    }

    private static string Markdown(IEnumerable<RunRecord> runs)
    {
        var lines = new List<string>
        {
            "| experiment | test loss | = reconstruction | + KL | −log p(x) | validation | training | seconds |",
            "|---|---|---|---|---|---|---|---|",
        };
        RunRecord[] all = [.. runs];
        foreach (var group in all.GroupBy(run => run.Summary.Experiment, StringComparer.Ordinal))
            lines.Add(Line(group.Key, [.. group]));
        return string.Join('\n', lines) + "\n\n" + Note(all) + "\n";
    }

    private static string Line(string experiment, RunRecord[] runs)
    {
        string Loss(Func<RunRecord, Loss> part, Func<Loss, double> value) => Spread([.. runs.Select(run => value(part(run)))]);
        return $"| [{experiment}](code/{experiment}.cs) "
            + $"| **{Loss(run => run.Summary.Test, loss => loss.Total)}** "
            + $"| {Loss(run => run.Summary.Test, loss => loss.Reconstruction)} "
            + $"| {Loss(run => run.Summary.Test, loss => loss.Kl)} "
            + $"| {Spread([.. runs.Select(run => run.Summary.NegativeLogLikelihood ?? double.NaN)])} "
            + $"| {Loss(run => run.History[^1].Validation, loss => loss.Total)} "
            + $"| {Loss(run => run.History[^1].Train, loss => loss.Total)} "
            + Invariant($"| {runs.Average(run => run.Summary.Seconds):F0} |");
    }

    private static string Note(RunRecord[] runs)
    {
        RunSummary first = runs[0].Summary;
        int seeds = runs.Select(run => run.Summary.Seed).Distinct().Count();
        string which = seeds == 1 ? Invariant($"seed {first.Seed}") : Invariant($"mean ± standard deviation over {seeds} seeds");
        return Invariant($"{first.Epochs} epochs of MNIST, {which}; {first.Versions.Processors} cores, {first.Versions.Vectors}, .NET {first.Versions.Dotnet}. Nats per image; −log p(x) by 500 importance samples on the first 500 test images.");
    }

    private static string Spread(double[] values)
    {
        double mean = values.Average();
        if (values.Length == 1)
            return Invariant($"{mean:F1}");
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return Invariant($"{mean:F1} ± {Math.Sqrt(variance):F1}");
    }
}
