using System.Text;
using VaeLab.Formats;
using VaeLab.Kinds;
using VaeLab.Models;

namespace VaeLab.Runs;

/// <summary>
/// A model in a stream: its weights as safetensors, with what is needed to build it again in the metadata. The <c>model.safetensors</c> of a
/// run is such a stream. Many threads may use this class at once.
/// </summary>
public static class ModelFile
{
    private const string Name = "model";

    /// <summary>Writes a model. The stream stays open.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where to.</param>
    /// <exception cref="InputException">
    /// Its prior or likelihood is not the one that its options describe, or its kind is not registered: then it could not be read back. Nothing has been written.
    /// </exception>
    public static void Save(this GenerativeModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        Require(model, model.Options);
        Write(stream, model, RunConfig.Of(Name, model).ToJson(RunJson.Line));
    }

    /// <summary>Reads a model, from where the stream stands to its end: a file, an embedded resource, a blob. The stream stays open.</summary>
    /// <typeparam name="T">What kind of model it is, for example <see cref="Vae"/>; <see cref="GenerativeModel"/> for any.</typeparam>
    /// <param name="stream">What <see cref="Save"/> or a run has written.</param>
    /// <exception cref="InputException">The stream holds no sound model, a later VaeLab's, or one of another kind.</exception>
    public static T Load<T>(Stream stream)
        where T : GenerativeModel
    {
        ArgumentNullException.ThrowIfNull(stream);
        var memory = new MemoryStream();
        stream.CopyTo(memory);
        memory.Position = 0;
        StoredTensors tensors = SafeTensorsReader.Read(memory, Name);
        if (!tensors.Metadata.TryGetValue(StoredModel.ConfigKey, out string? config))
            throw new InputException("The stream holds weights alone, and not what model they belong to: give StoredModel.Read a configuration beside them, or write it with ModelFile.Save.");
        GenerativeModel model = StoredModel.Read(RunConfig.Parse(Encoding.UTF8.GetBytes(config), Name), Name, tensors, skipExtra: false, ofOneRun: false).Model;
        return model as T ?? throw new InputException($"The stream holds a {model.GetType().Name}, and a {typeof(T).Name} was asked for: call Load<{model.GetType().Name}>.");
    }

    /// <summary>Writes weights with a configuration.</summary>
    internal static void Write(Stream stream, GenerativeModel model, string config) => SafeTensors.Write(
        stream, model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt", [StoredModel.ConfigKey] = config });

    /// <summary>Refuses a model that options would not make again.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">The options that are stored with it.</param>
    /// <exception cref="InputException">It is another one; all differences together.</exception>
    internal static void Require(GenerativeModel model, ModelOptions options)
    {
        string[] faults = [.. Differences(model, options)];
        if (faults.Length > 0)
            throw new InputException(faults);
    }

    private static IEnumerable<string> Differences(GenerativeModel model, ModelOptions options)
    {
        const string Remedy = "make the model of these very options.";
        if (model.Options.Kind.GetType() != options.Kind.GetType())
        {
            yield return $"The model is of the kind {model.Options.Kind.Name}, and the options say {options.Kind.Name}: {Remedy}";
            yield break;
        }

        foreach (Setting<ModelOptions> setting in ModelOptions.Settings.Concat(ModelKinds.Of(options.Kind).Settings))
        {
            (string has, string says) = (setting.Text(model.Options), setting.Text(options));
            if (has != says)
                yield return $"The model has {setting.Member} = {(has.Length > 0 ? has : "none")}, and the options say {(says.Length > 0 ? says : "none")}: {Remedy}";
        }

        if (model is LatentModel latent && options.CreatePrior() is var prior && !latent.Prior.IsSame(prior))
            yield return Other("prior", latent.Prior.Name, prior.Name, "ModelOptions.Prior, ModelOptions.PriorMean and ModelOptions.PriorCovariance");
        if (options.CreateLikelihood() is var likelihood && !model.Likelihood.IsSame(likelihood))
            yield return Other("likelihood", model.Likelihood.Name, likelihood.Name, "ModelOptions.Likelihood and ModelOptions.Sigma");

        static string Other(string what, string has, string says, string members) => has == says
            ? $"The model has another {what} '{has}' than the one that the options make: set {members} to what it has."
            : $"The model has the {what} '{has}', and the options say '{says}': set {members} to what it has.";
    }
}
