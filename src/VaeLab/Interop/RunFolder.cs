using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary>
/// A run is a folder: <c>config.json</c>, <c>metrics.jsonl</c> with a line an epoch, <c>summary.json</c>,
/// <c>model.safetensors</c> and <c>figures/</c>. Everything that shows a run reads it from there.
/// </summary>
public sealed class RunFolder
{
    private const string ConfigFile = "config.json", MetricsFile = "metrics.jsonl", SummaryFile = "summary.json", ModelFile = "model.safetensors";

    private readonly RunConfig _config;

    private RunFolder(string path, RunConfig config) => (Path, _config) = (path, config);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Why a folder cannot take a run; nothing if it can.</summary>
    /// <param name="folder">The folder that was asked for, or null for the usual place.</param>
    public static IEnumerable<string> Faults(string? folder)
    {
        if (folder is null)
            yield break;
        if (folder.Length == 0)
            yield return "--out is empty; it needs a folder, for example --out runs/mine.";
        else if (File.Exists(folder))
            yield return $"--out is '{folder}', which is a file; it needs a folder that is new or holds no run.";
        else if (Array.Exists([ConfigFile, MetricsFile, SummaryFile, ModelFile], name => File.Exists(System.IO.Path.Combine(folder, name))))
            yield return $"--out is '{folder}', which holds a run already; choose another folder, or remove that one first.";
    }

    /// <summary>Starts a run: makes its folder and writes <c>config.json</c>.</summary>
    /// <param name="options">What decides the run.</param>
    /// <param name="data">The data that it will train on.</param>
    /// <returns>The folder: <see cref="ExperimentOptions.OutputFolder"/>, or a new one below <c>runs/</c>.</returns>
    /// <exception cref="InputException">The folder cannot take a run.</exception>
    public static RunFolder Create(ExperimentOptions options, Dataset data)
    {
        string[] faults = [.. Faults(options.OutputFolder)];
        if (faults.Length > 0)
            throw new InputException(faults);

        var run = new RunFolder(options.OutputFolder ?? Free(options.Name), RunConfig.Of(options, data));
        run.WriteJson(ConfigFile, run._config, RunJson.Readable.RunConfig);
        return run;
    }

    /// <summary>The first folder below <c>runs/</c> that is not there yet: <c>runs/name</c>, <c>runs/name-2</c>, …</summary>
    public static string Free(string name)
    {
        string first = System.IO.Path.Combine("runs", name);
        string folder = first;
        for (int number = 2; Directory.Exists(folder) || File.Exists(folder); number++)
            folder = FormattableString.Invariant($"{first}-{number}");
        return folder;
    }

    /// <summary>Adds an epoch's line to <c>metrics.jsonl</c>.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        string line = JsonSerializer.Serialize(metrics, RunJson.Line.EpochMetrics) + "\n";
        try
        {
            File.AppendAllText(FileNamed(MetricsFile), line, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{FileNamed(MetricsFile)}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Writes <c>model.safetensors</c>, with the run's configuration in its metadata.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(Vae model)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            ["vaelab_config"] = JsonSerializer.Serialize(_config, RunJson.Line.RunConfig),
        };
        AtomicFile.Write(FileNamed(ModelFile), stream => SafeTensors.Write(stream, model.Parameters, metadata));
    }

    /// <summary>Writes <c>summary.json</c>.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(RunSummary summary) => WriteJson(SummaryFile, summary, RunJson.Readable.RunSummary);

    /// <summary>The path of a picture, for example <c>figures/loss_curves.png</c>.</summary>
    /// <param name="name">The picture's file name.</param>
    public string Figure(string name) => System.IO.Path.Combine(Path, "figures", name);

    private void WriteJson<T>(string name, T value, JsonTypeInfo<T> type) => AtomicFile.Write(FileNamed(name), stream =>
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.Write("\n"u8);
    });

    private string FileNamed(string name) => System.IO.Path.Combine(Path, name);
}
