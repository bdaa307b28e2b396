using System.Text.Json;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary>What a finished run left behind, read from its folder.</summary>
/// <param name="Summary"><c>summary.json</c>.</param>
/// <param name="History"><c>metrics.jsonl</c>, a line for each epoch.</param>
public sealed record RunRecord(RunSummary Summary, IReadOnlyList<EpochMetrics> History)
{
    /// <summary>Reads a run's summary and metrics.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InputException">A file is missing, or is not what VaeLab writes.</exception>
    public static RunRecord Read(string folder)
    {
        try
        {
            string config = Path.Combine(folder, "config.json");
            if (RunConfig.LaterFormat(File.ReadAllBytes(config)) is { } format)
                throw RunConfig.TooNew($"Configuration '{config}'", format);
            byte[] summary = File.ReadAllBytes(Path.Combine(folder, "summary.json"));
            string[] lines = File.ReadAllLines(Path.Combine(folder, "metrics.jsonl"));
            return new(
                JsonSerializer.Deserialize(summary, RunJson.Default.RunSummary)!,
                [.. lines.Select(line => JsonSerializer.Deserialize(line, RunJson.Line.EpochMetrics)!)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException($"'{folder}' is no finished run: {exception.Message}", exception);
        }
    }
}
