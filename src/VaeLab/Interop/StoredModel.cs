using System.Text.Json;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary>A trained model, read back from its configuration and its weights.</summary>
/// <param name="Model">The model.</param>
/// <param name="Options">What decided the run that trained it.</param>
/// <param name="DataSha256">The digest of the data that it was trained on.</param>
public sealed record StoredModel(Vae Model, ExperimentOptions Options, string DataSha256)
{
    private const int PresentFormat = 1;

    /// <summary>Reads the model of a run.</summary>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="InputException">A file is missing or unsound, or weights and configuration do not fit.</exception>
    public static StoredModel Read(string run) => Read(Path.Combine(run, "config.json"), Path.Combine(run, "model.safetensors"));

    /// <summary>Reads a model.</summary>
    /// <param name="config">A <c>config.json</c>, as runs have it.</param>
    /// <param name="weights">A safetensors file with the model's parameters by name.</param>
    /// <exception cref="InputException">A file is missing or unsound, or weights and configuration do not fit.</exception>
    public static StoredModel Read(string config, string weights)
    {
        RunConfig read = ReadConfig(config);
        var options = new ExperimentOptions
        {
            Name = read.Experiment,
            Dataset = Dataset.KnownNames.Contains(read.Dataset.Name, StringComparer.Ordinal) ? read.Dataset.Name : null,
            Model = read.Model,
            Training = read.Training,
        };
        Vae model = options.CreateModel(checked(read.Dataset.Width * read.Dataset.Height));
        Fill(model, SafeTensorsReader.Read(weights), weights);
        return new(model, options, read.Dataset.Sha256);
    }

    private static RunConfig ReadConfig(string path)
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
        if (config.Dataset.Width is < 1 or > 16384 || config.Dataset.Height is < 1 or > 16384)
            throw new InputException(FormattableString.Invariant($"Configuration '{path}' speaks of images of {config.Dataset.Height} × {config.Dataset.Width} pixels; each side needs from 1 to 16384."));
        string[] faults = [.. config.Model.Faults()];
        return faults.Length == 0 ? config : throw new InputException(faults);
    }

    private static void Fill(Vae model, IReadOnlyDictionary<string, StoredTensor> tensors, string path)
    {
        var faults = new List<string>();
        foreach (Parameter parameter in model.Parameters)
        {
            if (!tensors.TryGetValue(parameter.Name, out StoredTensor? tensor))
                faults.Add($"'{path}' has no tensor '{parameter.Name}', which the configuration calls for.");
            else if (tensor.Values.Length != parameter.Length || tensor.Shape[0] != parameter.Rows)
                faults.Add(FormattableString.Invariant($"'{path}' has '{parameter.Name}' as {string.Join(" × ", tensor.Shape)}, and the configuration calls for {parameter.Rows} × {parameter.Columns}."));
            else if (!Array.TrueForAll(tensor.Values, float.IsFinite))
                faults.Add($"'{path}' has numbers in '{parameter.Name}' that are not finite: the training that made it has diverged.");
            else
                parameter.CopyFrom(tensor.Values);
        }

        faults.AddRange(tensors.Keys.Except(model.Parameters.Select(parameter => parameter.Name), StringComparer.Ordinal)
            .Select(name => $"'{path}' has a tensor '{name}', which the configuration knows nothing of."));
        if (faults.Count > 0)
            throw new InputException(faults);
    }
}
