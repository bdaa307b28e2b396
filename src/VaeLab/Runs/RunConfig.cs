using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary><c>config.json</c>: everything that decided what a run did.</summary>
/// <param name="Format">The version of these keys.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Model">The model's shape.</param>
/// <param name="Training">How it was trained.</param>
internal sealed record RunConfig(
    int Format, string Experiment, RunConfig.DatasetEntry Dataset, ModelOptions Model, TrainingOptions Training)
{
    private const string FamilyKey = "family";
    private const int PresentFormat = 1, MostDifferences = 3;

    public static RunConfig Of(ExperimentOptions options, Dataset data)
    {
        return new(
            PresentFormat,
            options.Name,
            DatasetEntry.Of(data, options.Images),
            options.Model,
            options.Training);
    }

    /// <summary>A model alone: what is known of its data is their shape.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="model">The model.</param>
    public static RunConfig Of(string name, GenerativeModel model) => new(
        PresentFormat, name, DatasetEntry.Of(model.Shape), model.Options, new());

    /// <summary>Reads a <c>config.json</c>. An option that it does not have, because it is newer, is at its default.</summary>
    /// <exception cref="InputException">It is missing or unsound, or describes a model that cannot be.</exception>
    public static RunConfig Read(string path) => Parse(JsonFile.ReadBytes(path, reason => Unreadable(path, reason)), path);

    /// <inheritdoc cref="Read"/>
    internal static RunConfig Parse(ReadOnlySpan<byte> json, string path)
    {
        RequirePresentFormat(json, $"Configuration '{path}'");
        JsonObject? complete = null;
        KindOptions kind = new VaeOptions();
        byte[] rest = json.ToArray();
        try
        {
            complete = JsonNode.Parse(json, documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject;
            if (complete?["model"] is JsonObject model)
                kind = TakeKind(model);
            if (complete is not null)
                rest = Encoding.UTF8.GetBytes(complete.ToJsonString(RunJson.Default.Options));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InputException(Unreadable(path, exception.Message), exception);
        }

        // An init property that is not in the text is null or 0 to the serializer, so that defaults are to be put there first.
        _ = JsonFile.Parse(rest, RunJson.Default.RunConfig, reason => Unreadable(path, reason));
        Complete(complete!["model"]!, new ModelOptions(), RunJson.Default.ModelOptions);
        Complete(complete["training"]!, new TrainingOptions(), RunJson.Default.TrainingOptions);
        RunConfig config = complete.Deserialize(RunJson.Default.RunConfig)!;
        config = config with { Model = config.Model with { Kind = kind } };
        config.RequireSound(path);
        return config;
    }

    /// <summary>The text of a <c>config.json</c>.</summary>
    /// <param name="json">How to write it: <see cref="RunJson.Readable"/> or <see cref="RunJson.Line"/>.</param>
    public string ToJson(RunJson json)
    {
        JsonNode config = JsonSerializer.SerializeToNode(this, json.RunConfig)!;
        JsonObject model = config["model"]!.AsObject();
        ModelKind kind = ModelKinds.Of(Model.Kind);
        if (kind != ModelKinds.Vae)
            model.Insert(0, FamilyKey, kind.Name);
        if (JsonSerializer.SerializeToNode(Model.Kind, kind.OptionsJson) is JsonObject { Count: > 0 } own)
            model[kind.JsonKey] = own;
        return config.ToJsonString(json.Options);
    }

    /// <summary>Whether two configurations say the same, in whatever version and order of keys they are written.</summary>
    internal bool IsSame(RunConfig other) => string.Equals(ToJson(RunJson.Line), other.ToJson(RunJson.Line), StringComparison.Ordinal);

    /// <summary>Refuses weights that were written for another configuration: they may fit, and mean something else.</summary>
    /// <param name="writtenFor">The configuration that the weights' file keeps.</param>
    /// <param name="weights">That file.</param>
    /// <param name="path">The file of this configuration.</param>
    /// <param name="ofOneRun">Whether both are of one run, and agree in everything; otherwise in the model and the shape of its samples.</param>
    /// <exception cref="InputException">The two do not agree, or the file's configuration is unsound or of a later version.</exception>
    internal void RequireSame(string writtenFor, string weights, string path, bool ofOneRun)
    {
        byte[] json = Encoding.UTF8.GetBytes(writtenFor);
        RequirePresentFormat(json, $"Model file '{weights}'");
        RunConfig mine = Compared(this), other = Compared(Parse(json, weights));
        if (!mine.IsSame(other))
        {
            string[] different = [.. Different(JsonNode.Parse(other.ToJson(RunJson.Line)), JsonNode.Parse(mine.ToJson(RunJson.Line)), string.Empty).Take(MostDifferences)];
            throw new InputException($"'{weights}' was written for another configuration than '{path}': there {string.Join("; ", different)}. Give the two that belong together.");
        }

        RunConfig Compared(RunConfig config) => ofOneRun ? config : config with
        {
            Experiment = string.Empty,
            Training = new(),
            Dataset = new(Width: config.Dataset.Width, Height: config.Dataset.Height, Channels: config.Dataset.Channels),
        };
    }

    /// <summary>Where two configurations differ, as <c>model.activation is "tanh", here "relu"</c>.</summary>
    private static IEnumerable<string> Different(JsonNode? there, JsonNode? here, string place)
    {
        if (there is JsonObject first && here is JsonObject second)
            return first.Select(entry => entry.Key).Union(second.Select(entry => entry.Key), StringComparer.Ordinal).SelectMany(key => Different(first[key], second[key], place.Length == 0 ? key : $"{place}.{key}"));
        return JsonNode.DeepEquals(there, here) ? [] : [$"{place} is {there?.ToJsonString() ?? "not given"}, here {here?.ToJsonString() ?? "not given"}"];
    }

    /// <summary>Takes the kind and its options out of the options of a model.</summary>
    private static KindOptions TakeKind(JsonObject model)
    {
        string name = model[FamilyKey]?.GetValue<string>() ?? ModelKinds.Vae.Name;
        model.Remove(FamilyKey);
        if (string.Equals(name, "conditional", StringComparison.Ordinal))
        {
            // Version 0.1.0 had a kind of its own for models with labels.
            model["classes"] = model["conditional"]?["classes"]?.GetValue<int>() ?? ModelKinds.Conditional.Model.Classes;
            model.Remove("conditional");
            name = ModelKinds.Vae.Name;
        }

        var kind = ModelKinds.Named(name);
        JsonObject own = model[kind.JsonKey]?.DeepClone().AsObject() ?? [];
        model.Remove(kind.JsonKey);
        if (own.ContainsKey("weight") && own["weight"] is null)
            own.Remove("weight"); // version 0.1.0: the default
        if (kind == ModelKinds.VaeGan)
            own.Remove("shape"); // version 0.1.0: always Gaussian
        Complete(own, kind.Defaults, kind.OptionsJson);
        return (KindOptions)own.Deserialize(kind.OptionsJson)!;
    }

    /// <summary>
    /// Refuses what a later VaeLab wrote, before anything else is looked at: it has keys that are unknown here, and its format
    /// says more than their names. What is no configuration at all passes.
    /// </summary>
    /// <param name="json">A configuration.</param>
    /// <param name="file">What to call the file that it is in.</param>
    /// <exception cref="InputException">Its format is a later one.</exception>
    internal static void RequirePresentFormat(ReadOnlySpan<byte> json, string file)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
                return;
            using (document)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty("format", out JsonElement format)
                    && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out int number) && number > PresentFormat)
                    throw new InputException(FormattableString.Invariant($"{file} is of format {number}, and this VaeLab reads format {PresentFormat}: take a later VaeLab, such as the one that wrote it."));
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // the latter: text that is no UTF-16
        {
            // Whoever reads it will say so.
        }
    }

    private static string Unreadable(string path, string reason) => $"Configuration '{path}' cannot be read: {reason}";

    /// <summary>Gives an object the values of another for the keys that it does not have.</summary>
    private static void Complete(JsonNode json, object defaults, JsonTypeInfo type)
    {
        foreach ((string key, JsonNode? value) in JsonSerializer.SerializeToNode(defaults, type)!.AsObject())
            json.AsObject().TryAdd(key, value?.DeepClone());
    }

    private void RequireSound(string path)
    {
        if (Format != PresentFormat)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' is no configuration of format {PresentFormat}: it needs experiment, dataset, model and training, as runs have them."));
        SampleShape shape = Dataset.Shape;
        if (shape.Width is < 1 or > SampleShape.MaxSide || shape.Height is < 1 or > SampleShape.MaxSide || shape.Channels < 1 || (long)shape.Width * shape.Height * shape.Channels > (long)SampleShape.MaxSide * SampleShape.MaxSide)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' speaks of images of {shape}; each side needs from 1 to {SampleShape.MaxSide}, and with its channels an image has at most {SampleShape.MaxSide * SampleShape.MaxSide} numbers."));
        if (Dataset.DividedBy is { } divisor && !(float.IsFinite(divisor) && divisor >= 1))
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' says that numbers were divided by {divisor}; it needs a number from 1 on."));
        if (Dataset.ClassNames?.Contains(null) == true)
            throw new InputException($"Configuration '{path}' has a class name that is null; it needs text.");
        if (Model.PriorCovariance?.Contains(null) == true)
            throw new InputException($"Configuration '{path}' has a row of prior_covariance that is null; it needs numbers.");
        string[] faults = [.. Model.Faults(), .. Dataset.Images?.Faults() ?? []];
        if (faults.Length > 0)
            throw new InputException(faults);
    }

    /// <summary>The options that it came from, but for folders and threads.</summary>
    public ExperimentOptions ToOptions() => new()
    {
        Name = Experiment,
        Dataset = VaeLab.Data.Dataset.KnownNames.Contains(Dataset.Name, StringComparer.Ordinal) ? Dataset.Name : null,
        Images = Dataset.Images ?? new(),
        Model = Model,
        Training = Training,
    };

    /// <summary>Reads the data that the run was training on.</summary>
    /// <param name="options">The run's options, with the folder where its data are.</param>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="InputException">They cannot be read, or are other data.</exception>
    public Dataset LoadData(ExperimentOptions options, string run)
    {
        Dataset data = options.LoadDataToTrain();
        return data.Sha256 == Dataset.Sha256
            ? data
            : throw new InputException($"The run in '{run}' was training on other data than these: give the folder of its data with ExperimentOptions.DataFolder.");
    }

    /// <summary>
    /// The data. For a model trained elsewhere, width and height are enough. Without a test set its count is 0; one channel is not written, nor
    /// are classes without names, nor how images are read where that is the default, nor what bytes are divided by.
    /// </summary>
    internal sealed record DatasetEntry(
        string Name = "", string Sha256 = "", int Train = 0, int Validation = 0, int Test = 0, int Width = 0, int Height = 0,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Channels = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string[]? ClassNames = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImageOptions? Images = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? DividedBy = null)
    {
        [JsonIgnore]
        public SampleShape Shape => new(Channels ?? 1, Height, Width);

        public static DatasetEntry Of(SampleShape shape) => new(Width: shape.Width, Height: shape.Height, Channels: shape.Channels == 1 ? null : shape.Channels);

        public static DatasetEntry Of(Dataset data, ImageOptions images) => new(
            data.Name, data.Sha256, data.Train.Count, data.Validation.Count, data.Test?.Count ?? 0, data.Shape.Width, data.Shape.Height,
            data.Shape.Channels == 1 ? null : data.Shape.Channels, data.ClassNames?.ToArray(), images == new ImageOptions() ? null : images, data.DividedBy);
    }
}
