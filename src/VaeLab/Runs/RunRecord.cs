using VaeLab.Formats;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>What a finished run left behind, read from its folder.</summary>
/// <param name="Summary"><c>summary.json</c>.</param>
/// <param name="History"><c>metrics.jsonl</c>, a line for each epoch; none if there was no whole one.</param>
public sealed record RunRecord(RunSummary Summary, IReadOnlyList<EpochMetrics> History)
{
    /// <summary>Reads a run's summary and metrics.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="InputException">A file is missing, or is not what VaeLab writes.</exception>
    public static RunRecord Read(string folder)
    {
        string Fault(string reason) => $"'{folder}' is no finished run: {reason}";
        string config = Path.Combine(folder, RunFolder.ConfigFile);
        RunConfig.RequirePresentFormat(JsonFile.ReadBytes(config, Fault), $"Configuration '{config}'");
        string metrics = Path.Combine(folder, RunFolder.MetricsFile);
        var summary = JsonFile.Read(Path.Combine(folder, RunFolder.SummaryFile), RunJson.Default.RunSummary, Fault);
        IReadOnlyList<EpochMetrics> history = File.Exists(metrics) ? JsonFile.ReadLines(metrics, RunJson.Line.EpochMetrics, Fault) : [];
        return history.All(epoch => double.IsFinite(epoch.Train.Total) && double.IsFinite(epoch.Validation.Total))
            ? new(summary, history)
            : throw new InputException(Fault($"'{metrics}' has a loss that is no finite number, with which a training would have stopped."));
    }
}
