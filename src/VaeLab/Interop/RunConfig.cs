using System.Text.Json;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary><c>config.json</c>: everything that decided what a run did.</summary>
/// <param name="Format">The version of these keys.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Model">The model's shape.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record RunConfig(
    int Format, string Experiment, RunConfig.DatasetEntry Dataset, ModelOptions Model, TrainingOptions Training)
{
    private const int PresentFormat = 1, MostPixels = 16384;

    public static RunConfig Of(ExperimentOptions options, Dataset data)
    {
        return new(
            PresentFormat,
            options.Name,
            new(data.Name, data.Sha256, data.Train.Count, data.Validation.Count, data.Test.Count, data.Train.Width, data.Train.Height),
            options.Model,
            options.Training);
    }

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="InputException">It is missing or unsound, or describes a model that cannot be.</exception>
    public static RunConfig Read(string path)
    {
        RunConfig? config;
        try
        {
            config = JsonSerializer.Deserialize(File.ReadAllBytes(path), RunJson.Default.RunConfig);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException($"Configuration '{path}' cannot be read: {exception.Message}", exception);
        }

        if (config is null or { Dataset: null } or { Model: null } or { Training: null } or { Experiment: null } || config.Format != PresentFormat)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' is no configuration of format {PresentFormat}: it needs experiment, dataset, model and training, as runs have them."));
        if (config.Dataset.Width is < 1 or > MostPixels || config.Dataset.Height is < 1 or > MostPixels)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' speaks of images of {config.Dataset.Height} × {config.Dataset.Width} pixels; each side needs from 1 to {MostPixels}."));
        string[] faults = [.. config.Model.Faults()];
        return faults.Length == 0 ? config : throw new InputException(faults);
    }

    /// <summary>The options that it came from, but for folders and threads.</summary>
    public ExperimentOptions ToOptions() => new()
    {
        Name = Experiment,
        Dataset = VaeLab.Data.Dataset.KnownNames.Contains(Dataset.Name, StringComparer.Ordinal) ? Dataset.Name : null,
        Model = Model,
        Training = Training,
    };

    /// <summary>The data.</summary>
    internal sealed record DatasetEntry(string Name, string Sha256, int Train, int Validation, int Test, int Width, int Height);
}
