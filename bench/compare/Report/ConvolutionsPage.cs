using VaeLab.Publishing;
using static System.FormattableString;

namespace VaeLab.Compare.Report;

/// <summary>The tables of docs/performance.md on convolutions, from the committed measurements alone.</summary>
internal static class ConvolutionsPage
{
    private const string Begin = "<!-- convolutions -->", End = "<!-- /convolutions -->";

    /// <summary>The page with its tables made anew.</summary>
    /// <exception cref="InputException">The tables have no place on it.</exception>
    public static string Insert(string page, IReadOnlyList<ConvolutionResults> all) => MarkedSection.Replace(page, Begin, End, string.Join('\n', all.Select(Tables)));

    private static string Tables(ConvolutionResults results) =>
        "| network | threads | a step, ms | share of the multiply-add peak | time, as a share of PyTorch's |\n|---|---|---|---|---|\n"
        + string.Concat(results.Entries.Where(entry => entry.Task.IsNetwork).Select(entry => Invariant(
            $"| {entry.Task.Name} | {entry.Threads} | {entry.Milliseconds.Median():F1} | {100 * entry.ShareOfPeak():F0} % | {entry.Milliseconds.RatioTo(entry.Torch):F2} |\n")))
        + "\n| varied | channels | size | kernel | batch | two layers, ms | million operations a picture | share of the peak | time, as a share of PyTorch's |\n|---|---|---|---|---|---|---|---|---|\n"
        + string.Concat(results.Entries.Where(entry => !entry.Task.IsNetwork).Select(entry => Invariant(
            $"| {entry.Task.Name} | {entry.Task.Outer} → {entry.Task.Channels[0]} → {entry.Task.Outer} | {entry.Task.Side} | {entry.Task.Kernel} | {entry.Task.Batch} | {entry.Milliseconds.Median():F2} | {entry.Operations / entry.Task.Batch / 1e6:F2} | {100 * entry.ShareOfPeak():F0} % | {entry.Milliseconds.RatioTo(entry.Torch):F2} |\n")))
        + Invariant($"\n{results.Processor}, {results.Vectors}, {results.OperatingSystem}, .NET {results.Dotnet}, VaeLab {results.Vaelab}; the second table on one thread.\n");
}
