using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Runs;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae import</c>: a model trained elsewhere, as a run.</summary>
internal static class ImportCommand
{
    private const int MostNames = 10;

    public static ModelCommand Command { get; } = new(
        "import",
        "Makes a run of weights trained elsewhere, for example by PyTorch, that all other commands take.",
        "FILE",
        "vae import model.safetensors --config config.json",
        [
            ("--config", "FILE", "the configuration that belongs to the weights, as a run's config.json"),
            ("--rename", "FROM=TO…", "other names for tensors: module.=, fc1=encoder.0, *.gamma=*.weight; may be repeated"),
            ("--skip-extra", "", "leave out tensors that the configuration knows nothing of"),
            ("--out", "DIR", "where to write the run; a new folder below runs/ if not given"),
        ],
        given =>
        {
            string config = given.Required("--config", "the configuration that belongs to the weights, as a run's config.json");
            given.Faults.AddRange(RunFolder.Faults(given.Text("--out")));
            (string From, string To)[] renames = [.. (given.Texts("--rename") ?? []).Select(rule => Rule(rule, given.Faults))];
            given.Check();

            StoredTensors tensors = renames.Aggregate(SafeTensorsReader.Read(given.Argument), (tensors, rule) => tensors.Rename(rule.From, rule.To));
            StoredModel model = Read(config, tensors, given.Texts("--skip-extra") is not null);
            using RunFolder run = RunFolder.Import(config, model, given.Text("--out") ?? RunFolder.Free(Path.GetFileNameWithoutExtension(given.Argument)));
            Describe(tensors, model);
            Console.WriteLine($"The model is in {run.Path}. To see what it is worth: vae evaluate {run.Path}");
        });

    private static (string From, string To) Rule(string rule, List<string> faults)
    {
        int sign = rule.IndexOf('=', StringComparison.Ordinal);
        if (sign >= 0)
            return (rule[..sign], rule[(sign + 1)..]);
        faults.Add($"--rename is '{rule}'; it needs FROM=TO, for example module.= to cut a beginning, or fc1=encoder.0.");
        return (rule, rule);
    }

    private static StoredModel Read(string config, StoredTensors tensors, bool skipExtra)
    {
        try
        {
            return StoredModel.Read(config, tensors, skipExtra);
        }
        catch (InputException exception) when (exception.Faults.Any(fault => fault.Contains("knows nothing of", StringComparison.Ordinal)))
        {
            throw new InputException([.. exception.Faults, "Tensors get other names with --rename FROM=TO, and those that are not needed are left out with --skip-extra."]);
        }
    }

    /// <summary>What was done to the file's tensors, a line for each kind.</summary>
    private static void Describe(StoredTensors tensors, StoredModel model)
    {
        IReadOnlyList<Numerics.Parameter> parameters = model.Model.Parameters;
        foreach (IGrouping<string, Numerics.Parameter> type in parameters.GroupBy(parameter => tensors.Tensors[parameter.Name].Type, StringComparer.Ordinal).Where(type => type.Key != "F32"))
            Console.WriteLine(FormattableString.Invariant($"Converted from {type.Key} to float32: {type.Count()} tensors."));
        string[] extra = [.. tensors.Extra(parameters)];
        if (extra.Length > 0)
            Console.WriteLine(FormattableString.Invariant($"Left out: {string.Join(", ", extra.Take(MostNames))}{(extra.Length > MostNames ? FormattableString.Invariant($" and {extra.Length - MostNames} more") : string.Empty)}."));
        ModelOptions options = model.Options.Model;
        if (options.EncoderLayers.Layers.Concat(options.DecoderLayers(model.Model.Shape).Layers).Any(layer => (layer.Activation ?? options.Activation).Equals(Activation.GeluTanh)))
            Console.WriteLine($"Its GELU is the tanh form, {Activation.GeluTanh}, which is also what gelu in a configuration means; if it was trained with PyTorch's default, write {Activation.GeluErf}.");
    }
}
