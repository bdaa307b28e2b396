using System.CommandLine;
using VaeLab.Cli.Terminal;
using VaeLab.Interop;
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

    public static int Run(IReadOnlyList<string> args)
    {
        var groups = ExperimentArguments.Groups();
        var experiment = new OptionSpec("--experiment", "NAME", $"what to start from: {string.Join(", ", Experiments.Keys)}");
        if (CommandLineParser.AsksForHelp(args))
        {
            HelpPage.Print(Summary, "vae train --experiment NAME [options]", [("Experiment", [experiment]), .. groups], ExperimentOptions.TwoDimensional, [
                ("vae train --experiment 2d", "what code/vae_2d.cs does: 30 epochs on MNIST, about a minute"),
                ("vae train --experiment 2d --epochs 5 --beta 4 --out runs/beta4", "a β-VAE, into a folder of your choice"),
            ]);
            return ExitCode.Success;
        }

        var command = new Command(Name);
        command.Options.Add(experiment.Option);
        OptionSpec[] specs = [.. groups.SelectMany(group => group.Options)];
        foreach (OptionSpec spec in specs)
            command.Options.Add(spec.Option);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];

        string? name = CommandLineParser.Value(line, experiment.Option);
        ExperimentOptions? defaults = name is null ? null : Experiments.GetValueOrDefault(name);
        if (defaults is null)
        {
            if (name is not null || line.GetResult(experiment.Option) is null)
                faults.Insert(0, $"--experiment is {(name is null ? "missing" : $"'{name}'")}; it needs one of: {string.Join(", ", Experiments.Keys)}.");
            defaults = ExperimentOptions.TwoDimensional;
        }

        ExperimentOptions options = ExperimentArguments.Read(line, specs, defaults, faults);
        faults.AddRange(RunFolder.Faults(options.OutputFolder));
        return Experiment.Run(options, options.LoadData(faults));
    }
}
