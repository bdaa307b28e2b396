using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary>A trained model, read back from its configuration and its weights.</summary>
/// <param name="Model">The model.</param>
/// <param name="Options">What decided the run that trained it.</param>
/// <param name="DataSha256">The digest of the data that it was trained on.</param>
/// <param name="Width">Pixels across an image.</param>
/// <param name="Height">Pixels down an image.</param>
public sealed record StoredModel(GenerativeModel Model, ExperimentOptions Options, string DataSha256, int Width, int Height)
{
    /// <summary>Where a model file keeps the configuration of the run that trained it.</summary>
    internal const string ConfigKey = "vaelab_config";

    /// <summary>What the data that it was trained on are called; empty where that is not known.</summary>
    public string DataName { get; init; } = string.Empty;

    /// <summary>What the classes of its data are called, in the order of their labels; null where they have no names.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>What whole numbers of an array that it was trained on were divided by; 1 for numbers as they were; null for bytes.</summary>
    public float? DividedBy { get; init; }

    /// <summary>What the model says of its samples, by which arrays are read for it.</summary>
    public SampleTerms Terms => new(Model.Shape, DividedBy);

    /// <summary>The model, for what needs a latent space.</summary>
    /// <exception cref="InputException">It has none.</exception>
    public LatentModel Latent => Model as LatentModel
        ?? throw new InputException($"This needs a model with points of a latent space, and ModelOptions.Kind = {Options.Model.Kind.Name} has none: take a run of another.");

    /// <summary>Reads the model of a run.</summary>
    /// <param name="run">The run's folder.</param>
    /// <exception cref="InputException">A file is missing or unsound, or weights and configuration do not fit.</exception>
    public static StoredModel Read(string run)
    {
        string config = Path.Combine(run, "config.json");
        return Read(RunConfig.Read(config), config, SafeTensorsReader.Read(Path.Combine(run, "model.safetensors")), skipExtra: false, ofOneRun: true);
    }

    /// <summary>Reads a model.</summary>
    /// <param name="config">A <c>config.json</c>, as runs have it.</param>
    /// <param name="weights">A safetensors file with the model's parameters by name.</param>
    /// <exception cref="InputException">A file is missing or unsound, or weights and configuration do not fit.</exception>
    public static StoredModel Read(string config, string weights) => Read(config, SafeTensorsReader.Read(weights));

    /// <summary>Makes a model of its tensors.</summary>
    /// <param name="config">A <c>config.json</c>, as runs have it.</param>
    /// <param name="tensors">The model's parameters by name.</param>
    /// <param name="skipExtra">Whether tensors that the configuration knows nothing of are left out; otherwise they are faults.</param>
    /// <exception cref="InputException">The configuration is missing or unsound, or the tensors do not fit.</exception>
    public static StoredModel Read(string config, StoredTensors tensors, bool skipExtra = false) =>
        Read(RunConfig.Read(config), config, tensors, skipExtra, ofOneRun: false);

    /// <summary>Makes a model of its tensors, by a configuration that has been read.</summary>
    internal static StoredModel Read(RunConfig read, string config, StoredTensors tensors, bool skipExtra, bool ofOneRun)
    {
        ExperimentOptions options = read.ToOptions();
        SampleShape shape = read.Dataset.Shape;
        if (tensors.Metadata.TryGetValue(ConfigKey, out string? writtenFor))
            read.RequireSame(writtenFor, tensors.Path, config, ofOneRun);
        RequireWeights(tensors, options.Model, shape);
        GenerativeModel model = options.CreateModel(shape);
        (skipExtra ? tensors.Without(tensors.Extra(model.Parameters)) : tensors).Fill(model.Parameters);
        return new(model, options, read.Dataset.Sha256, read.Dataset.Width, read.Dataset.Height) { DataName = read.Dataset.Name, ClassNames = read.Dataset.ClassNames, DividedBy = read.Dataset.DividedBy };
    }

    /// <summary>Takes no memory for a model that is far larger than its file. Where it is not, the tensors say which of them do not fit.</summary>
    private static void RequireWeights(StoredTensors tensors, ModelOptions model, SampleShape shape)
    {
        const int TimesTheFile = 2;
        if (model.Misfits(shape).ToArray() is { Length: > 0 } misfits)
            throw new InputException(misfits);
        long stored = tensors.Tensors.Values.Sum(tensor => tensor.Values.LongLength);
        long needed = model.Weights(shape);
        if (needed > TimesTheFile * stored)
            throw new InputException(FormattableString.Invariant($"'{tensors.Path}' has {stored} numbers, and the configuration calls for at least {needed}: they do not belong together."));
    }
}
