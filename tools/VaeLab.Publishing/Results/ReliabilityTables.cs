using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>The tables of docs/reliability.md, made from <c>assets/reliability.json</c> and from nothing else.</summary>
internal static class ReliabilityTables
{
    private const string End = "<!-- /reliability -->";

    /// <summary>What is damaged, by the name of its test.</summary>
    public static IReadOnlyDictionary<string, string> Meanings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["idx-images"] = "IDX, images",
        ["idx-labels"] = "IDX, labels",
        ["idx-gzip"] = "gzip around IDX",
        ["idx-stored-gzip"] = "gzip around IDX, not compressed",
        ["idx-sound-gzip"] = "IDX within sound gzip",
        ["sha256sums"] = "`SHA256SUMS`",
        ["png"] = "PNG, gray",
        ["png-sound-checksums"] = "PNG, palette, interlaced, checksums put right",
        ["npy"] = "NumPy array",
        ["npy-judged"] = "NumPy array for a trained model",
        ["npz"] = "NumPy archive, packed",
        ["npz-stored"] = "NumPy archive, not packed",
        ["npz-sound-arrays"] = "NumPy archive, the array inside changed",
        ["idx-floats"] = "IDX, floats",
        ["png-palette"] = "PNG, palette, transparent, checksums put right",
        ["jpeg"] = "JPEG",
        ["jpeg-gray"] = "JPEG, gray",
        ["webp"] = "WebP",
        ["webp-lossless"] = "WebP, lossless",
        ["gif"] = "GIF",
        ["bmp"] = "BMP",
        ["bmp-alpha"] = "BMP, transparent",
        ["tiff"] = "TIFF",
        ["tiff-lzw"] = "TIFF, LZW",
        ["tiff-deflate"] = "TIFF, deflate",
        ["safetensors"] = "`model.safetensors`, and its use as weights",
        ["checkpoint"] = "`checkpoint.safetensors`, and going on from it",
        ["config"] = "`config.json`",
        ["machine"] = "`machine.json`",
        ["metrics"] = "`metrics.jsonl`",
        ["summary"] = "`summary.json`",
        ["csv"] = "CSV of points or pixels",
        ["json-rows"] = "JSON of points or pixels",
    };

    /// <summary>The page with its tables made anew.</summary>
    /// <param name="page">docs/reliability.md, with a pair of markers for each table.</param>
    /// <param name="report">The figures.</param>
    /// <exception cref="InputException">The page lacks a table's markers.</exception>
    public static string Insert(string page, ReliabilityReport report)
    {
        page = MarkedSection.Replace(page, "<!-- reliability: parsers -->", End, Parsers(report));
        page = MarkedSection.Replace(page, "<!-- reliability: kills -->", End, Kills(report));
        return MarkedSection.Replace(page, "<!-- reliability: widths -->", End, Widths(report));
    }

    private static string Parsers(ReliabilityReport report) => Table(
        ["what is damaged", "mutants", "read", "refused", "most memory, kB"],
        report.Parsers.OrderBy(entry => Meanings.Keys.ToList().IndexOf(entry.Key)).Select(entry => (string[])
        [
            Meanings[entry.Key],
            Invariant($"{entry.Value.Mutants:N0}"),
            Invariant($"{entry.Value.Read:N0}"),
            Invariant($"{entry.Value.Refused:N0}"),
            Invariant($"{entry.Value.MostBytes / 1e3:N0}"),
        ]));

    private static string Kills(ReliabilityReport report) => Invariant(
        $"The last such training was killed {report.Kills.Kills} times in {report.Kills.Epochs:N0} epochs, took {report.Kills.Seconds} seconds, and came to the same bytes.\n");

    private static string Widths(ReliabilityReport report) => Table(
        ["switch", "kernels use", "trainings", "losses apart by, as a share", "`--verify` allows"],
        report.Widths.Select(width => (string[])
        [
            width.Switch.Length == 0 ? "none" : $"`{width.Switch}=0`",
            width.Vectors,
            Invariant($"{width.Seeds}"),
            width.Most == 0 ? "the same bits" : Invariant($"{width.Least:0.0e+0} to {width.Most:0.0e+0}"),
            width.Tolerance == 0 ? "the same bits" : Invariant($"{width.Tolerance}"),
        ])) + "\n" + Machine(report);

    private static string Machine(ReliabilityReport report)
    {
        RunSummary.VersionsEntry on = report.Versions;
        return Invariant($"On {on.Processors} threads of {report.Processor}, {on.Vectors}, .NET {on.Dotnet}.\n");
    }

    private static string Table(IReadOnlyList<string> headings, IEnumerable<string[]> lines) => string.Concat(
        ((IEnumerable<IEnumerable<string>>)[headings, headings.Select(_ => "---"), .. lines]).Select(cells => $"| {string.Join(" | ", cells)} |\n"));
}
