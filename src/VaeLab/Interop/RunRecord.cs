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
        string Fault(string reason) => $"'{folder}' is no finished run: {reason}";
        string config = Path.Combine(folder, "config.json");
        RunConfig.RequirePresentFormat(JsonFile.ReadBytes(config, Fault), $"Configuration '{config}'");
        return new(
            JsonFile.Read(Path.Combine(folder, "summary.json"), RunJson.Default.RunSummary, Fault),
            JsonFile.ReadLines(Path.Combine(folder, "metrics.jsonl"), RunJson.Line.EpochMetrics, Fault));
    }
}
