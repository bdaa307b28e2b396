using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The tables of docs/guide.md, made from <c>assets/guide.json</c> and from nothing else.</summary>
internal static class GuideTables
{
    private const string End = "<!-- /guide -->";
    private const int HashDigits = 8;

    /// <summary>The guide with all its tables made anew.</summary>
    /// <param name="page">docs/guide.md, with a pair of markers for each table.</param>
    /// <param name="guide">The trainings.</param>
    /// <exception cref="InputException">The page lacks a table's markers.</exception>
    public static string Insert(string page, GuideRuns guide)
    {
        foreach (var group in guide.Runs.GroupBy(run => run.Group, StringComparer.Ordinal))
            page = MarkedSection.Replace(page, $"<!-- guide: {group.Key} -->", End, Table([.. group]));
        return MarkedSection.Replace(page, "<!-- guide: machine -->", End, Note(guide));
    }

    private static string Table(GuideRun[] runs)
    {
        List<(string Heading, Func<GuideRun, string> Cell)> columns =
        [
            ("options", run => run.Options.Length == 0 ? $"`{run.Base}`" : $"… `{run.Options}`"),
            ("test loss", run => Invariant($"**{run.Test.Total:F1}**")),
            ("= reconstruction", run => Invariant($"{run.Test.Reconstruction:F1}")),
            ("+ KL", run => Invariant($"{run.Test.Kl:F2}")),
            ("active units", run => Invariant($"{run.ActiveUnits} of {run.LatentDimensions}")),
            ("training loss", run => Invariant($"{run.Train.Total:F1}")),
            ("seconds", run => Invariant($"{run.Seconds:F1}")),
        ];

        // What is the same in every line needs no column.
        if (runs.DistinctBy(run => run.Epochs).Skip(1).Any())
            columns.Insert(columns.Count - 1, ("epochs", run => Invariant($"{run.Epochs}")));
        if (runs.DistinctBy(run => run.Baselines).Skip(1).Any())
            columns.Add(("floor, mean image", run => run.Baselines is { } lines ? Invariant($"{lines.Floor:F1}, {lines.MeanImage:F1}") : "—"));
        if (runs.DistinctBy(run => run.ModelSha256, StringComparer.Ordinal).Count() < runs.Length)
            columns.Add(("SHA-256 of the model", run => $"`{run.ModelSha256[..HashDigits]}…`"));

        IEnumerable<IEnumerable<string>> lines =
        [
            columns.Select(column => column.Heading),
            columns.Select(_ => "---"),
            .. runs.Select(run => columns.Select(column => column.Cell(run))),
        ];
        return string.Concat(lines.Select(cells => $"| {string.Join(" | ", cells)} |\n"));
    }

    private static string Note(GuideRuns guide)
    {
        RunSummary.VersionsEntry on = guide.Versions;
        return Invariant($"Measured on {on.Processors} cores with {on.Vectors}, .NET {on.Dotnet}.\n");
    }
}
