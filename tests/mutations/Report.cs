using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace VaeLab.Mutations;

/// <summary>What became of a deliberate fault.</summary>
/// <param name="Mutation">The fault.</param>
/// <param name="CaughtBy">The first test that failed, "time limit", or null if no test noticed.</param>
/// <param name="Seconds">How long its tests ran.</param>
internal sealed record Outcome(Mutation Mutation, string? CaughtBy, double Seconds);

/// <summary>What became of all of them: <c>tests/mutations/results.json</c>, and as a page <c>tests/mutations/README.md</c>.</summary>
internal static class Report
{
    public const string Data = "tests/mutations/results.json", Page = "tests/mutations/README.md";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static IReadOnlyList<Outcome> Read(string json) => JsonSerializer.Deserialize<Outcome[]>(json, s_json)!;

    public static string Json(IReadOnlyList<Outcome> outcomes) => JsonSerializer.Serialize(outcomes, s_json) + "\n";

    /// <summary>The share of the faults that some test noticed.</summary>
    public static double ShareCaught(IReadOnlyList<Outcome> outcomes) => (double)outcomes.Count(outcome => outcome.CaughtBy is not null) / outcomes.Count;

    public static string Markdown(IReadOnlyList<Outcome> outcomes)
    {
        var page = new StringBuilder();
        page.Append(FormattableString.Invariant($"""
            # Deliberate faults

            Would the tests notice if the code were wrong? Each line of [mutations.json](mutations.json) is a fault: a wrong sign, a wrong
            constant, a term left out. The program compiles one fault at a time, and runs tests until one fails: first the test classes that
            the line names, then all tests of the numerics, the library and the figures. The slower tests of the command line and of the
            repository run only where a line names them. Of {outcomes.Count} faults the tests catch
            {outcomes.Count(outcome => outcome.CaughtBy is not null)}: {100 * ShareCaught(outcomes):F1}%.

            ```sh
            dotnet run --project tests/mutations                   # the faults without a result; all of them take about an hour on two cores
            dotnet run --project tests/mutations -- adam models    # those whose name or area begins so, once more
            ```

            The sources are not touched. The results are saved in results.json and on this page after each fault, so a run can be
            interrupted and continued. A test requires that every fault has a result, that at least 95% are caught, and that the text to
            replace still occurs exactly once in the sources. A new fault is a new line in mutations.json. It must change what the program
            computes, not only how.

            | area | faults | caught |
            |---|---|---|

            """));
        foreach (IGrouping<string, Outcome> area in outcomes.GroupBy(outcome => outcome.Mutation.Area, StringComparer.Ordinal))
            page.Append(FormattableString.Invariant($"| {area.Key} | {area.Count()} | {area.Count(outcome => outcome.CaughtBy is not null)} |\n"));
        page.Append("\n| fault | original | replacement | caught by |\n|---|---|---|---|\n");
        foreach ((Mutation mutation, string? caughtBy, _) in outcomes)
            page.Append($"| {mutation.Id} | {Code(mutation.Original)} | {Code(mutation.Replacement)} | {(caughtBy is null ? "**no test**" : caughtBy)} |\n");
        return page.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`` {text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} ``";
}
