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

    private const string WeightsFile = "model.safetensors", OnnxFile = "model.onnx", CheckpointFile = "checkpoint.safetensors", FiguresFolder = "figures";

    /// <summary>What this class writes, and what others write into a run.</summary>
    private static readonly string[] s_files = [ConfigFile, MachineFile, MetricsFile, SummaryFile, WeightsFile, OnnxFile, CheckpointFile], s_others = ["report.html", FiguresFolder];

    private readonly RunConfig _config;
    private readonly RunLock _lock;

    private RunFolder(string path, RunConfig config, RunLock held) => (Path, _config, _lock) = (path, config, held);

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
        else if (InTheWay(folder) is [_, ..] names)
            yield return $"ExperimentOptions.OutputFolder is '{folder}', which holds {string.Join(", ", names)} already, and a run would write over that: choose a new or an empty folder.";
    }

    /// <summary>What a folder holds under the names of a run's files, but for what is left of a run that was killed before it had written its configuration.</summary>
    private static string[] InTheWay(string folder)
    {
        string[] names = [.. s_files, .. s_others, RunLock.FileName], found = Array.FindAll(names, name => System.IO.Path.Exists(System.IO.Path.Combine(folder, name)));
        return IsBegun(folder) ? [.. found.Except([RunLock.FileName, MachineFile], StringComparer.Ordinal)] : found;
    }

    /// <summary>Whether a run has taken a folder for its own. Where its configuration is missing, it was killed as it began, or begins just now.</summary>
    private static bool IsBegun(string folder) => System.IO.Path.Combine(folder, RunLock.FileName) is var path && File.Exists(path) && RunLock.IsLock(path);

    /// <summary>Why nothing else may be written to a path: it is a file of a run; null if it is none.</summary>
    /// <param name="path">The path, as it was given with <c>--out</c>.</param>
    public static string? FaultOfOwnFile(string path) =>
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
        return Begin(options.OutputFolder ?? Free(options.Name), RunConfig.Of(options, data), run => run.WriteJson(MachineFile, RunSummary.VersionsEntry.Present(), RunJson.Readable.VersionsEntry));
    }

    /// <summary>Makes a run of a model that was trained elsewhere: <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <param name="config">Its configuration, as runs have it.</param>
    /// <param name="model">The model, made by that configuration: <see cref="StoredModel.Read(string, StoredTensors, bool)"/>.</param>
    /// <param name="folder">The folder.</param>
    /// <exception cref="InputException">The configuration is missing or unsound, or the folder cannot take a run.</exception>
    public static RunFolder Import(string config, StoredModel model, string folder) => Begin(folder, RunConfig.Read(config), run => run.Save(model.Model));

    /// <summary>Makes a run in a folder of its own. Its configuration comes last: with it, the run is there.</summary>
    private static RunFolder Begin(string folder, RunConfig config, Action<RunFolder> write)
    {
        RequireFree(folder);
        bool isNew = !Directory.Exists(folder), isBegun = IsBegun(folder), isOwn = false;
        var held = RunLock.Take(folder);
        try
        {
            RequireFree(folder); // another process may have made a run there just now
            isOwn = true;
            var run = new RunFolder(folder, config, held);
            if (isBegun)
                run.RemoveLeftovers();
            write(run);
            run.WriteText(ConfigFile, config.ToJson(RunJson.Readable));
            return run;
        }
        catch
        {
            foreach (string name in isOwn && held.IsHeld ? s_files : [])
                File.Delete(System.IO.Path.Combine(folder, name));
            held.Dispose();
            if (isNew && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
            throw;
        }

        static void RequireFree(string folder)
        {
            string[] faults = [.. Faults(folder)];
            if (faults.Length > 0)
                throw new InputException(faults);
        }
    }

    /// <summary>Opens a run that was broken off, to go on with it.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">There is no run, it has ended already, or another process is at it.</exception>
    public static RunFolder Reopen(string folder)
    {
        if (!File.Exists(System.IO.Path.Combine(folder, ConfigFile)))
            throw new InputException($"'{folder}' holds no run: it has no {ConfigFile}. Give the folder of a run that was broken off, for example runs/vae_2d.");
        var held = RunLock.Take(folder);
        try
        {
            var run = new RunFolder(folder, RunConfig.Read(System.IO.Path.Combine(folder, ConfigFile)), held);
            bool imported = File.Exists(run.FileNamed(WeightsFile)) && !File.Exists(run.FileNamed(MetricsFile));
            if ((imported || File.Exists(run.FileNamed(SummaryFile))) && !File.Exists(run.FileNamed(CheckpointFile)))
                throw new InputException($"The run in '{folder}' has ended; there is nothing to go on with. For a longer one, train anew with more TrainingOptions.Epochs.");
            run.RemoveLeftovers();
            return run;
        }
        catch
        {
            held.Dispose();
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
            catch (InputException exception) when (_lock.IsHeld)
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
        else if (File.Exists(FileNamed(WeightsFile)) || WholeEpochs() > 1)
            throw new InputException($"The run in '{Path}' has no {CheckpointFile} to go on from, and it has been trained: put that file back, or train anew into another folder.");
        Write(MetricsFile, stream =>
        {
            foreach (EpochMetrics metrics in trainer.Progress.History)
                stream.Write(Line(metrics));
        });
    }

    /// <summary>Lines of <c>metrics.jsonl</c>. The first one is written before the first checkpoint.</summary>
    private int WholeEpochs() => File.Exists(FileNamed(MetricsFile)) ? JsonFile.ReadBytes(FileNamed(MetricsFile), reason => $"'{FileNamed(MetricsFile)}' cannot be read: {reason}").AsSpan().Count((byte)'\n') : 0;

    /// <summary>Adds an epoch's line to <c>metrics.jsonl</c>.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Append(EpochMetrics metrics)
    {
        RequireHeld();
        try
        {
            using var file = new FileStream(FileNamed(MetricsFile), FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Line(metrics));
        }
        catch (Exception exception) when (AtomicFile.IsFault(exception))
        {
            RequireHeld();
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
    /// <exception cref="InputException">The folder is no longer the run's own, so that nothing may be written there.</exception>
    public string Figure(string name)
    {
        RequireHeld();
        return System.IO.Path.Combine(Path, FiguresFolder, name);
    }

    /// <summary>Lets others write to the folder.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Removes what a killed process left of writing the run's files. Other files are not looked at.</summary>
    private void RemoveLeftovers()
    {
        foreach (string unfinished in Directory.GetFiles(Path).Where(file => AtomicFile.IsLeftover(file, s_files)))
            File.Delete(unfinished);
    }

    private static byte[] Line(EpochMetrics metrics) => [.. JsonSerializer.SerializeToUtf8Bytes(metrics, RunJson.Line.EpochMetrics), (byte)'\n'];

    private void Write(string name, Action<Stream> write)
    {
        RequireHeld();
        try
        {
            AtomicFile.Write(FileNamed(name), stream =>
            {
                write(stream);
                RequireHeld();
            });
        }
        catch (InputException) when (!_lock.IsHeld)
        {
            RequireHeld(); // the folder went while the file was written, and that is what to say
            throw;
        }
    }

    /// <summary>Nothing is written to a folder that has come in the place of the run's own: to be asked before each file.</summary>
    /// <exception cref="InputException">The folder is gone or another one.</exception>
    public void RequireHeld()
    {
        if (!Directory.Exists(Path))
            throw new InputException($"The run's folder '{Path}' is no longer there: something has removed it while the run was writing to it.");
        if (!_lock.IsHeld)
            throw new InputException($"The run's folder '{Path}' is no longer this run's: something has removed or replaced it, or its {RunLock.FileName}, while the run was writing to it. Nothing more is written there: train again, into another folder.");
    }

    private void WriteJson<T>(string name, T value, JsonTypeInfo<T> type) => Write(name, stream =>
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.Write("\n"u8);
    });

    private void WriteText(string name, string text) => Write(name, stream => stream.Write(Encoding.UTF8.GetBytes(text + "\n")));

    private string FileNamed(string name) => System.IO.Path.Combine(Path, name);
}
