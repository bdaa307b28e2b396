using System.CommandLine;
using VaeLab.Cli.Terminal;
using VaeLab.Data;
using VaeLab.Figures.Runs;
using VaeLab.Kinds;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary><c>vae train</c>: an experiment, with options, into a run folder.</summary>
internal static class TrainCommand
{
    public const string Name = "train";
    public const string Summary = "Trains a variational autoencoder and leaves figures, metrics and the model in a run folder.";

    /// <summary>What a training may start from, by name.</summary>
    internal static IReadOnlyDictionary<string, ExperimentOptions> Experiments { get; } = new Dictionary<string, ExperimentOptions>(StringComparer.Ordinal)
    {
        ["2d"] = ExperimentOptions.TwoDimensional,
        ["3d"] = ExperimentOptions.ThreeDimensional,
        ["correlated"] = ExperimentOptions.Correlated,
    };

    /// <summary>Options that do not change what a run comes to, and those that mean something for its first epoch alone.</summary>
    private static readonly string[] s_resumable = ["--figures", "--threads", "--data", "--checkpoint-steps"], s_verifiable = ["--threads", "--data"];

    public static int Run(IReadOnlyList<string> args)
    {
        var groups = ExperimentArguments.Groups();
        var experiment = new OptionSpec("--experiment", "NAME", $"what to start from: {string.Join(", ", Experiments.Keys)}");
        var model = new OptionSpec("--model", "NAME", $"which model: {string.Join(", ", ModelKinds.Presets.Keys)}");
        var resume = new OptionSpec("--resume", "RUN", "a run to go on with; with --figures, --threads, --data, --checkpoint-steps");
        var verify = new OptionSpec("--verify", "RUN", "a run whose first epoch to train again and compare; with --threads, --data");
        var figures = new OptionSpec("--figures", "NAME", $"which figures to draw: {SettingText.Words<FigureChoice>()} [{FigureChoice.All.Word()}]");
        if (CommandLineParser.AsksForHelp(args))
        {
            HelpPage.Print(Summary, "vae train --experiment NAME | --model NAME | --dataset NAME | --data DIR [options]", [("Experiment", [experiment, model, resume, verify, figures]), .. groups], ExperimentOptions.TwoDimensional, [
                ("vae train --experiment 2d", "what code/vae_2d.cs does: 30 epochs on MNIST, about a minute"),
                ("vae train --experiment 2d --epochs 5 --beta 4 --out runs/beta4", "a β-VAE, into a folder of your choice"),
                ("vae train --data photos --size 64 --colours rgb --latent-dim 16", "on a folder of images of your own"),
                ("vae train --model conditional", "what code/vae_conditional.cs trains: a model that is told which digit it is"),
                ("vae train --resume runs/beta4", "goes on where that was broken off, to the same result"),
                ("vae train --verify runs/beta4", "trains its first epoch again: the same bits, on this kind of machine"),
            ]);
            return ExitCode.Success;
        }

        var command = new Command(Name);
        OptionSpec[] specs = [.. groups.SelectMany(group => group.Options)];
        ExperimentArguments.AddTo(command, [experiment, model, resume, verify, figures, .. specs]);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        FigureChoice choice = ReadFigures(CommandLineParser.Value(line, figures.Name), faults);

        if (CommandLineParser.Given(line, resume.Name) is not null)
            return Experiment.Resume(NamedRun(line, resume, s_resumable, [experiment, model, verify, .. specs], faults, out var changed), changed, choice);
        if (CommandLineParser.Given(line, verify.Name) is not null)
            return Verification.Run(NamedRun(line, verify, s_verifiable, [experiment, model, figures, .. specs], faults, out var change), change);

        string? name = CommandLineParser.Value(line, experiment.Name);
        ExperimentOptions? preset = ReadPreset(CommandLineParser.Value(line, model.Name), faults);
        ExperimentOptions? defaults = name is null ? null : Experiments.GetValueOrDefault(name);
        if (preset is not null)
            defaults = CommandLineParser.Given(line, experiment.Name) is null ? preset : defaults is null ? null : defaults with { Model = defaults.Model.As(preset.Model.Kind) with { Classes = preset.Model.Classes } };
        bool ofData = defaults is null && (CommandLineParser.Given(line, "--data") ?? CommandLineParser.Given(line, "--dataset")) is not null && CommandLineParser.Given(line, experiment.Name) is null;
        if (defaults is null)
        {
            if (!ofData && (name is not null || CommandLineParser.Given(line, experiment.Name) is null))
                faults.Insert(0, $"--experiment is {(name is null ? "missing" : $"'{name}'")}; it needs one of: {string.Join(", ", Experiments.Keys)}.{(name is null ? " Or give the data alone, with --dataset NAME or --data DIR." : string.Empty)}");
            defaults = ofData ? ExperimentOptions.TwoDimensional with { Name = "vae" } : ExperimentOptions.TwoDimensional;
        }

        ExperimentOptions options = ExperimentArguments.Read(line, specs, defaults, faults);
        faults.AddRange(RunFolder.Faults(options.OutputFolder));
        (Dataset data, options, string[] decided) = ExperimentArguments.LoadData(line, options, faults);
        return Experiment.Run(options, data, choice, ofData && CommandLineParser.Given(line, "--latent-dim") is null
            ? ["Latent space of 2 dimensions; --latent-dim N takes another number.", .. decided]
            : decided);
    }

    private static FigureChoice ReadFigures(string? name, List<string> faults)
    {
        try
        {
            return name is null ? FigureChoice.All : SettingText.Choice<FigureChoice>(name);
        }
        catch (FormatException need)
        {
            faults.Add($"--figures is '{name}'; it needs {need.Message}.");
            return FigureChoice.All;
        }
    }

    private static ExperimentOptions? ReadPreset(string? name, List<string> faults)
    {
        if (name is null)
            return null;
        IReadOnlyDictionary<string, ExperimentOptions> presets = ModelKinds.Presets;
        if (presets.TryGetValue(name, out ExperimentOptions? preset))
            return preset;
        faults.Add($"--model is '{name}'; it needs one of {string.Join(", ", presets.Keys)}.");
        return ModelKinds.Vae.Preset;
    }

    /// <summary>The run that an option names, which goes as it was begun.</summary>
    private static string NamedRun(
        ParseResult line, OptionSpec option, string[] may, IReadOnlyList<OptionSpec> others, List<string> faults, out Func<ExperimentOptions, ExperimentOptions> change)
    {
        OptionSpec[] given = [.. others.Where(spec => CommandLineParser.Given(line, spec.Name) is not null)];
        faults.AddRange(given.Where(spec => !may.Contains(spec.Name, StringComparer.Ordinal)).Select(spec =>
            $"{spec.Name} cannot go with {option.Name}: a run goes on as it was begun, and only {string.Join(", ", may)} may change."));
        ExperimentArguments.Read(line, given, ExperimentOptions.TwoDimensional, faults);
        change = options => ExperimentArguments.Read(line, given, options, []);
        return faults.Count == 0 ? CommandLineParser.Value(line, option.Name) ?? string.Empty : throw new InputException(faults);
    }
}
