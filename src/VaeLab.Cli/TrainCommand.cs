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

    /// <summary>Options that do not change what a run comes to.</summary>
    private static readonly string[] s_resumable = ["--threads", "--data", "--checkpoint-steps"];

    public static int Run(IReadOnlyList<string> args)
    {
        var groups = ExperimentArguments.Groups();
        var experiment = new OptionSpec("--experiment", "NAME", $"what to start from: {string.Join(", ", Experiments.Keys)}");
        var resume = new OptionSpec("--resume", "RUN", "a run to go on with; only --threads, --data, --checkpoint-steps go with it");
        if (CommandLineParser.AsksForHelp(args))
        {
            HelpPage.Print(Summary, "vae train --experiment NAME [options]", [("Experiment", [experiment, resume]), .. groups], ExperimentOptions.TwoDimensional, [
                ("vae train --experiment 2d", "what code/vae_2d.cs does: 30 epochs on MNIST, about a minute"),
                ("vae train --experiment 2d --epochs 5 --beta 4 --out runs/beta4", "a β-VAE, into a folder of your choice"),
                ("vae train --resume runs/beta4", "goes on where that was broken off, to the same result"),
            ]);
            return ExitCode.Success;
        }

        var command = new Command(Name);
        command.Options.Add(experiment.Option);
        command.Options.Add(resume.Option);
        OptionSpec[] specs = [.. groups.SelectMany(group => group.Options)];
        foreach (OptionSpec spec in specs)
            command.Options.Add(spec.Option);
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];

        if (line.GetResult(resume.Option) is not null)
            return Resume(line, resume, [experiment, .. specs], faults);

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

    private static int Resume(ParseResult line, OptionSpec resume, IReadOnlyList<OptionSpec> others, List<string> faults)
    {
        OptionSpec[] given = [.. others.Where(spec => line.GetResult(spec.Option) is not null)];
        faults.AddRange(given.Where(spec => !s_resumable.Contains(spec.Name, StringComparer.Ordinal)).Select(spec =>
            $"{spec.Name} cannot go with --resume: a run goes on as it was begun, and only {string.Join(", ", s_resumable)} may change."));
        ExperimentArguments.Read(line, given, ExperimentOptions.TwoDimensional, faults);
        string folder = CommandLineParser.Value(line, resume.Option) ?? string.Empty;
        return faults.Count == 0
            ? Experiment.Resume(folder, options => ExperimentArguments.Read(line, given, options, []))
            : throw new InputException(faults);
    }
}
