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

            Would the tests notice if the code were wrong? Each line of [mutations.json](mutations.json) is a fault: a sign, a constant, a
            term left out. One fault at a time is put into a copy of this checkout, and the tests run until one fails. Of
            {outcomes.Count} faults the tests catch {outcomes.Count(outcome => outcome.CaughtBy is not null)}: {100 * ShareCaught(outcomes):F1}%.

            ```sh
            dotnet run --project tests/mutations                   # all faults; an hour or two on two quiet cores
            dotnet run --project tests/mutations -- adam models    # only those whose name or area begins so
            ```

            The results go to results.json and to this page. A test of the repository requires that at least 95% are caught, and that the
            sources still hold what a fault replaces. A new fault needs a line in mutations.json: an honest one, that changes what the
            program computes.

            | area | faults | caught |
            |---|---|---|

            """));
        foreach (IGrouping<string, Outcome> area in outcomes.GroupBy(outcome => outcome.Mutation.Area, StringComparer.Ordinal))
            page.Append(FormattableString.Invariant($"| {area.Key} | {area.Count()} | {area.Count(outcome => outcome.CaughtBy is not null)} |\n"));
        page.Append("\n| fault | in place of | stands | caught by |\n|---|---|---|---|\n");
        foreach ((Mutation mutation, string? caughtBy, _) in outcomes)
            page.Append($"| {mutation.Id} | {Code(mutation.Original)} | {Code(mutation.Replacement)} | {(caughtBy is null ? "**no test**" : caughtBy)} |\n");
        return page.ToString();
    }

    private static string Code(string text) => text.Length == 0 ? "" : $"`` {text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ")} ``";
}
