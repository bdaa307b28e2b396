using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Interop;

/// <summary>A trained model, read back from its configuration and its weights.</summary>
/// <param name="Model">The model.</param>
/// <param name="Options">What decided the run that trained it.</param>
/// <param name="DataSha256">The digest of the data that it was trained on.</param>
public sealed record StoredModel(Vae Model, ExperimentOptions Options, string DataSha256)
{
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
        var read = RunConfig.Read(config);
        ExperimentOptions options = read.ToOptions();
        Vae model = options.CreateModel(checked(read.Dataset.Width * read.Dataset.Height));
        SafeTensorsReader.Read(weights).Fill(model.Parameters);
        return new(model, options, read.Dataset.Sha256);
    }
}
