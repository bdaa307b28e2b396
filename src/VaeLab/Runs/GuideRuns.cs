using VaeLab.Formats;
using System.Text;
using System.Text.Json;

namespace VaeLab.Runs;

/// <summary><c>assets/guide.json</c>: all trainings behind the tables of docs/guide.md.</summary>
/// <param name="Versions">What they ran on.</param>
/// <param name="Runs">The trainings, in the order of the tables and of their lines.</param>
public sealed record GuideRuns(RunSummary.VersionsEntry Versions, IReadOnlyList<GuideRun> Runs)
{
    /// <summary>Reads the file.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="InputException">It is missing, or is not what VaeLab writes.</exception>
    public static GuideRuns Read(string path) => JsonFile.Read(
        path, RunJson.Default.GuideRuns, reason => $"'{path}' holds no trainings of the guide: {reason} Make it again with vae results --only guide.");

    /// <summary>Writes the file, a line for each training, so that a change shows which ones changed.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Write(string path)
    {
        RunJson json = RunJson.ReadableLine;
        IEnumerable<string> lines = Runs.Select(run => "    " + JsonSerializer.Serialize(run, json.GuideRun));
        string text = $"{{\n  \"versions\": {JsonSerializer.Serialize(Versions, json.VersionsEntry)},\n  \"runs\": [\n{string.Join(",\n", lines)}\n  ]\n}}\n";
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }
}
