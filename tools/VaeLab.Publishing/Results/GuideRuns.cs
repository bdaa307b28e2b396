using System.Text;
using System.Text.Json;
using VaeLab.Formats;
using VaeLab.Runs;

namespace VaeLab.Publishing.Results;

/// <summary><c>assets/guide.json</c>: all trainings behind the tables of docs/guide.md.</summary>
/// <param name="Versions">What they ran on.</param>
/// <param name="Runs">The trainings, in the order of the tables and of their lines.</param>
internal sealed record GuideRuns(RunSummary.VersionsEntry Versions, IReadOnlyList<GuideRun> Runs)
{
    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="InputException">It is missing, or is not what VaeLab writes.</exception>
    public static GuideRuns Read(string path) => ResultsJson.Read(path, ResultsJson.Default.GuideRuns, "guide");

    /// <summary>Writes the file, a line for each training, so that a change shows which ones changed.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Write(string path)
    {
        ResultsJson json = ResultsJson.Line;
        IEnumerable<string> lines = Runs.Select(run => "    " + JsonSerializer.Serialize(run, json.GuideRun));
        string text = $"{{\n  \"versions\": {JsonSerializer.Serialize(Versions, json.VersionsEntry)},\n  \"runs\": [\n{string.Join(",\n", lines)}\n  ]\n}}\n";
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
