using VaeLab.Data;
using VaeLab.Interop;
using VaeLab.Training;

namespace VaeLab.Cli;

/// <summary><c>vae results</c>: makes the front page's table and pictures again, from runs that it trains.</summary>
internal static class ResultsCommand
{
    public const string Name = "results";
    public const string Summary = "Trains the experiments and makes the README's table and the pictures in assets/ again.";

    private const int Seeds = 3;

    /// <summary>Which of a run's figures go to assets/, and what they are called there.</summary>
    private static readonly (string Figure, string Picture)[] s_pictures =
    [
        ("manifold.png", "latent2D.png"),
        ("latent_space.png", "Clusters2D.png"),
        ("loss_curves.png", "loss_2d.png"),
        ("reconstructions.png", "reconstructions_2d.png"),
    ];

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            Console.WriteLine(Summary);
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  vae results        in the repository's root; takes a few minutes for each experiment");
            return ExitCode.Success;
        }

        if (args.Count > 0)
            throw new InputException(CommandLineParser.Unknown(args[0], ["--help"]));
        if (!File.Exists("README.md") || !Directory.Exists("assets"))
            throw new InputException($"'{Directory.GetCurrentDirectory()}' has no README.md and assets/: run vae results in the root of VaeLab's repository.");

        Dataset data = ExperimentOptions.TwoDimensional.LoadData();
        for (uint seed = 0; seed < Seeds; seed++)
        {
            int exit = TrainAndKeep(ExperimentOptions.TwoDimensional, data, seed);
            if (exit != ExitCode.Success)
                return exit;
        }

        string page = ResultsTable.Insert(File.ReadAllText("README.md"), ReadRuns("assets"));
        File.WriteAllText("README.md", page);
        return ExitCode.Success;
    }

    /// <summary>The committed runs, in the order of experiments and seeds.</summary>
    public static IEnumerable<RunRecord> ReadRuns(string assets) =>
        Directory.GetDirectories(Path.Combine(assets, "runs")).Order(StringComparer.Ordinal).Select(RunRecord.Read);

    private static int TrainAndKeep(ExperimentOptions experiment, Dataset data, uint seed)
    {
        string name = FormattableString.Invariant($"{experiment.Name}-seed{seed}");
        string folder = Path.Combine("runs", "results", name), kept = Path.Combine("assets", "runs", name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);

        Console.WriteLine($"{name}:");
        int exit = Experiment.Run(experiment with { OutputFolder = folder, Training = experiment.Training with { Seed = seed } }, data);
        if (exit != ExitCode.Success)
            return exit;

        Directory.CreateDirectory(kept);
        foreach (string file in (string[])["config.json", "metrics.jsonl", "summary.json"])
            File.Copy(Path.Combine(folder, file), Path.Combine(kept, file), overwrite: true);
        foreach ((string figure, string picture) in seed == 0 ? s_pictures : [])
            File.Copy(Path.Combine(folder, "figures", figure), Path.Combine("assets", picture), overwrite: true);
        return ExitCode.Success;
    }
}
