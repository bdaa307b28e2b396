using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>
/// A run is a folder: <c>config.json</c>, <c>machine.json</c> with what it began on, <c>metrics.jsonl</c> with a line an epoch, <c>summary.json</c>,
/// <c>model.safetensors</c>, <c>model.onnx</c>, <c>report.html</c> and <c>figures/</c>. Everything that shows a run reads it from there. While it trains there is
/// also <c>checkpoint.safetensors</c>, from which it can go on. One process at a time writes to it.
/// For one thread at a time.
/// </summary>
public sealed class RunFolder : IDisposable
{
    internal const string ConfigFile = "config.json", MachineFile = "machine.json", MetricsFile = "metrics.jsonl", SummaryFile = "summary.json";

    private const string WeightsFile = "model.safetensors", OnnxFile = "model.onnx", CheckpointFile = "checkpoint.safetensors", LockFile = ".lock";

    private readonly RunConfig _config;
    private readonly FileStream _lock;

    private RunFolder(string path, RunConfig config, FileStream lockFile) => (Path, _config, _lock) = (path, config, lockFile);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Why a folder cannot take a run; nothing if it can.</summary>
    /// <param name="folder">The folder that was asked for, or null for the usual place.</param>
    public static IEnumerable<string> Faults(string? folder)
    {
        if (folder is null)
            yield break;
        if (folder.Length == 0)
            yield return "ExperimentOptions.OutputFolder is empty; it needs a folder, for example runs/mine.";
        else if (File.Exists(folder))
            yield return $"ExperimentOptions.OutputFolder is '{folder}', which is a file; it needs a folder that is new or holds no run.";
        else if (Array.Exists([ConfigFile, MetricsFile, SummaryFile, WeightsFile], name => File.Exists(System.IO.Path.Combine(folder, name))))
            yield return $"ExperimentOptions.OutputFolder is '{folder}', which holds a run already; choose another folder, or remove that one first.{(File.Exists(System.IO.Path.Combine(folder, CheckpointFile)) ? $" To go on with it: vae train --resume {folder}" : string.Empty)}";
    }

    /// <summary>Why nothing else may be written to a path: it is a file of a run; null if it is none.</summary>
    /// <param name="path">The path, as it was given with <c>--out</c>.</param>
    internal static string? FaultOfOwnFile(string path) =>
        Array.Exists([ConfigFile, MachineFile, SummaryFile], name => string.Equals(System.IO.Path.GetFileName(path), name, StringComparison.OrdinalIgnoreCase)) && File.Exists(path)
            ? $"ExperimentOptions.OutputFolder is '{path}', which is a run's own file; it needs another name."
            : null;

    /// <summary>Starts a run: makes its folder and writes <c>config.json</c> and <c>machine.json</c>.</summary>
    /// <param name="options">What decides the run.</param>
    /// <param name="data">The data that it will train on.</param>
    /// <returns>The folder: <see cref="ExperimentOptions.OutputFolder"/>, or a new one below <c>runs/</c>.</returns>
    /// <exception cref="InputException">The folder cannot take a run.</exception>
    public static RunFolder Create(ExperimentOptions options, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        string[] faults = [.. Faults(options.OutputFolder)];
        if (faults.Length > 0)
            throw new InputException(faults);

        string folder = options.OutputFolder ?? Free(options.Name);
        var run = new RunFolder(folder, RunConfig.Of(options, data), Lock(folder));
        run.WriteJson(MachineFile, RunSummary.VersionsEntry.Present(), RunJson.Readable.VersionsEntry);
        run.WriteText(ConfigFile, run._config.ToJson(RunJson.Readable));
        return run;
    }

    /// <summary>Makes a run of a model that was trained elsewhere: <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <param name="config">Its configuration, as runs have it.</param>
    /// <param name="model">The model, made by that configuration: <see cref="StoredModel.Read(string, StoredTensors, bool)"/>.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">The configuration is missing or unsound, or the folder cannot take a run.</exception>
    public static RunFolder Import(string config, StoredModel model, string folder)
    {
        string[] faults = [.. Faults(folder)];
        if (faults.Length > 0)
            throw new InputException(faults);

        var run = new RunFolder(folder, RunConfig.Read(config), Lock(folder));
        run.Save(model.Model);
        run.WriteText(ConfigFile, run._config.ToJson(RunJson.Readable));
        return run;
    }

    /// <summary>Opens a run that was broken off, to go on with it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">There is no run, it has ended already, or another process is at it.</exception>
    public static RunFolder Reopen(string folder)
    {
        if (!File.Exists(System.IO.Path.Combine(folder, ConfigFile)))
            throw new InputException($"'{folder}' holds no run: it has no {ConfigFile}. Give the folder of a run that was broken off, for example runs/vae_2d.");
        FileStream lockFile = Lock(folder);
        try
        {
            var run = new RunFolder(folder, RunConfig.Read(System.IO.Path.Combine(folder, ConfigFile)), lockFile);
            bool imported = File.Exists(run.FileNamed(WeightsFile)) && !File.Exists(run.FileNamed(MetricsFile));
            if ((imported || File.Exists(run.FileNamed(SummaryFile))) && !File.Exists(run.FileNamed(CheckpointFile)))
                throw new InputException($"The run in '{folder}' has ended; there is nothing to go on with. For a longer one, train anew with more TrainingOptions.Epochs.");
            foreach (string unfinished in Directory.GetFiles(folder, "*.tmp"))
                File.Delete(unfinished);
            return run;
        }
        catch
        {
            lockFile.Dispose();
            throw;
        }
    }

    /// <summary>The options that decided the run, but for folders and threads.</summary>
    public ExperimentOptions Options => _config.ToOptions();

    /// <summary>Reads the data that it trains on.</summary>
    /// <param name="options">Its options, with the folder where its data are, if not in the usual place.</param>
    /// <exception cref="InputException">They cannot be read, or are other data.</exception>
    public Dataset LoadData(ExperimentOptions options) => _config.LoadData(options, Path);

    /// <summary>The first folder below <c>runs/</c> that is not there yet: <c>runs/name</c>, <c>runs/name-2</c>, …</summary>
    public static string Free(string name)
    {
        string first = System.IO.Path.Combine("runs", name);
        string folder = first;
        for (int number = 2; Directory.Exists(folder) || File.Exists(folder); number++)
            folder = FormattableString.Invariant($"{first}-{number}");
        return folder;
    }

    /// <summary>Writes a line for each epoch of a training, and a checkpoint wherever it could be gone on with.</summary>
    /// <exception cref="InputException">
    /// The model is not the one that the run's options describe. Or later, from the training: the file cannot be written; the last checkpoint stays.
    /// </exception>
    public void Follow(Trainer trainer)
    {
        ModelFile.Require(trainer.Model, _config.Model);
        trainer.EpochCompleted += Append;
        string config = _config.ToJson(RunJson.Line);
        trainer.CheckpointReached += () =>
        {
            try
            {
                Write(CheckpointFile, stream => Checkpoint.Write(stream, trainer, config));
            }
            catch (InputException exception) when (Directory.Exists(Path))
            {
                throw new InputException($"{exception.Message} Then go on with: vae train --resume {Path}", exception);
            }
        };
    }

    /// <summary>Puts a training where the run was broken off; at its beginning, if that was before the first checkpoint.</summary>
    /// <exception cref="InputException">The checkpoint is not sound.</exception>
    public void Restore(Trainer trainer)
    {
        string checkpoint = FileNamed(CheckpointFile);
        if (File.Exists(checkpoint))
            Checkpoint.Restore(SafeTensorsReader.Read(checkpoint), trainer, _config);
        Write(MetricsFile, stream =>
        {
            foreach (EpochMetrics metrics in trainer.Progress.History)
                stream.Write(Line(metrics));
        });
    }

    /// <summary>Adds an epoch's line to <c>metrics.jsonl</c>.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        try
        {
            using var file = new FileStream(FileNamed(MetricsFile), FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Line(metrics));
        }
        catch (Exception exception) when (AtomicFile.IsFault(exception))
        {
            throw new InputException($"'{FileNamed(MetricsFile)}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Writes <c>model.safetensors</c> and, unless it is too large for one, <c>model.onnx</c>, with the run's configuration in their metadata.
    /// </summary>
    /// <exception cref="InputException">The model is not the one that the run's options describe, and nothing has been written; or a file cannot be written.</exception>
    public void Save(GenerativeModel model)
    {
        ModelFile.Require(model, _config.Model);
        string config = _config.ToJson(RunJson.Line);
        Write(WeightsFile, stream => ModelFile.Write(stream, model, config));
        if (model is LatentModel latent && OnnxModel.Fits(latent))
            Write(OnnxFile, stream => OnnxModel.Write(stream, latent, config));
    }

    /// <summary>Writes <c>summary.json</c>, which ends the run: unless it was interrupted, its checkpoint goes.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(RunSummary summary)
    {
        WriteJson(SummaryFile, summary, RunJson.Readable.RunSummary);
        if (summary.End != TrainingEnd.Interrupted)
            File.Delete(FileNamed(CheckpointFile));
    }

    /// <summary>The path of a picture, for example <c>figures/loss_curves.png</c>.</summary>
    /// <param name="name">The picture's file name.</param>
    public string Figure(string name) => System.IO.Path.Combine(Path, "figures", name);

    /// <summary>Lets others write to the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder)
    {
        string path = System.IO.Path.Combine(folder, LockFile);
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new InputException($"Another process is writing to the run in '{folder}': wait for it to end, or choose another folder.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{folder}' cannot be written: {exception.Message} Choose another folder with ExperimentOptions.OutputFolder.", exception);
        }
    }

    private static byte[] Line(EpochMetrics metrics) => [.. JsonSerializer.SerializeToUtf8Bytes(metrics, RunJson.Line.EpochMetrics), (byte)'\n'];

    private void Write(string name, Action<Stream> write)
    {
        if (!Directory.Exists(Path))
            throw new InputException($"The run's folder '{Path}' is no longer there: something has removed it while the run was writing to it.");
        AtomicFile.Write(FileNamed(name), write);
    }

    private void WriteJson<T>(string name, T value, JsonTypeInfo<T> type) => Write(name, stream =>
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.Write("\n"u8);
    });

    private void WriteText(string name, string text) => Write(name, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));

    private string FileNamed(string name) => System.IO.Path.Combine(Path, name);
}
