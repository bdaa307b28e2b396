using VaeLab.Publishing;
using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>The tables of docs/performance.md, from the committed measurements alone.</summary>
internal static class TechniquesPage
{
    private const string End = "<!-- /technique -->";

    /// <summary>The techniques, each of which has a table.</summary>
    public static IReadOnlyList<string> Techniques { get; } = ["kernels", "vectors", "zeros", "threads", "loss", "optimizer", "recorded"];

    /// <summary>The page with all of its tables made anew.</summary>
    /// <exception cref="InputException">A table has no place on it.</exception>
    public static string Insert(string page, IReadOnlyList<TechniqueResults> all)
    {
        foreach (string technique in Techniques)
            page = MarkedSection.Replace(page, Begin(technique), End, Table(technique, all));
        return MarkedSection.Replace(page, Begin("machines"), End, string.Concat(all.Select(Machine)));
    }

    private static string Begin(string name) => $"<!-- technique: {name} -->";

    private static string Machine(TechniqueResults results, int index) =>
        Invariant($"{Letter(index)}: {results.Threads} threads of {results.Processor}, {results.Vectors}, {results.OperatingSystem}, .NET {results.Dotnet}, VaeLab {results.Vaelab}.\n");

    private static string Table(string technique, IReadOnlyList<TechniqueResults> all) =>
        "| machine | threads | a step, ms | instead of it | a step, ms | times as long |\n|---|---|---|---|---|---|\n"
        + string.Concat(all.SelectMany((results, index) => results.Entries
            .Where(entry => entry.Technique == technique)
            .Select(entry => Invariant($"| {Letter(index)} | {entry.Threads} | {entry.Milliseconds.Median():F2} | {entry.InsteadOf} | {entry.Otherwise.Median():F2} | {entry.Factor():F2} |\n"))));

    private static char Letter(int index) => (char)('A' + index);
}
