using System.Text.Json;
using System.Text.Json.Nodes;
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
            byte[] json = File.ReadAllBytes(path);
            if (LaterFormat(json) is { } format)
                throw TooNew($"Configuration '{path}'", format);
            config = Parse(json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException($"Configuration '{path}' cannot be read: {exception.Message}", exception);
        }

        if (config is null or { Dataset: null } or { Model: null } or { Training: null } or { Experiment: null } || config.Format != PresentFormat)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' is no configuration of format {PresentFormat}: it needs experiment, dataset, model and training, as runs have them."));
        if (config.Dataset.Width is < 1 or > MostPixels || config.Dataset.Height is < 1 or > MostPixels)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' speaks of images of {config.Dataset.Height} × {config.Dataset.Width} pixels; each side needs from 1 to {MostPixels}."));
        if (config.Model.PriorCovariance?.Contains(null) == true)
            throw new InputException($"Configuration '{path}' has a row of prior_covariance that is null; it needs numbers.");
        string[] faults = [.. config.Model.Faults()];
        return faults.Length == 0
            ? config with { Dataset = config.Dataset with { Name = config.Dataset.Name ?? string.Empty, Sha256 = config.Dataset.Sha256 ?? string.Empty } }
            : throw new InputException(faults);
    }

    /// <summary>A key of model or training that is not there stands for its default: the JSON reader alone would make it 0 or null.</summary>
    private static RunConfig? Parse(byte[] json)
    {
        if (JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) is not JsonObject config)
            return null;
        var defaults = new RunConfig(PresentFormat, string.Empty, new(string.Empty, string.Empty, 0, 0, 0, 0, 0), new(), new());
        foreach ((string part, JsonNode? keys) in (JsonObject)JsonSerializer.SerializeToNode(defaults, RunJson.Default.RunConfig)!)
        {
            if (part is not ("model" or "training") || config[part] is not JsonObject given)
                continue;
            foreach ((string key, JsonNode? value) in (JsonObject)keys!)
                given.TryAdd(key, value?.DeepClone());
        }

        return config.Deserialize(RunJson.Default.RunConfig);
    }

    /// <summary>
    /// The format of a configuration that a later VaeLab wrote, or null. It is looked at before anything else: such a file has
    /// keys that are unknown here, and its format says more than their names.
    /// </summary>
    /// <exception cref="JsonException">This is no JSON.</exception>
    public static int? LaterFormat(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("format", out JsonElement format)
            && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out int number) && number > PresentFormat ? number : null;
    }

    /// <summary>Says that a file is of a later VaeLab.</summary>
    public static InputException TooNew(string file, int format) => new(FormattableString.Invariant(
        $"{file} is of format {format}, and this VaeLab reads format {PresentFormat}: take a later VaeLab, such as the one that wrote it."));

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
