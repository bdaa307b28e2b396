using VaeLab.Publishing;
using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>The table of docs/performance.md on the models of the family, from the committed measurements alone.</summary>
internal static class FamiliesPage
{
    private const string Begin = "<!-- families -->", End = "<!-- /families -->";

    /// <summary>The page with its table made anew.</summary>
    /// <exception cref="InputException">The table has no place on it.</exception>
    public static string Insert(string page, IReadOnlyList<FamilyResults> all) => MarkedSection.Replace(page, Begin, End, string.Join('\n', all.Select(Table)));

    private static string Table(FamilyResults results) =>
        "| model | million operations an image | a step, ms | of the plain VAE | a step, ms | an operation takes, times as long |\n|---|---|---|---|---|---|\n"
        + string.Concat(results.Entries.Select(entry => Invariant(
            $"| `--model {entry.Family}` | {entry.Operations / 1e6:F2} | {entry.Milliseconds.Median():F2} | {entry.PlainOperations / 1e6:F2} | {entry.Plain.Median():F2} | {entry.Factor():F2} |\n")))
        + Invariant($"\n{results.Threads} threads of {results.Processor}, {results.Vectors}, {results.OperatingSystem}, .NET {results.Dotnet}, VaeLab {results.Vaelab}.\n");
}
