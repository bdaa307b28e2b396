using System.Diagnostics;
using VaeLab.Interop;

namespace VaeLab.Cli;

/// <summary><c>vae results</c>: makes the front page's table and pictures again, from runs that it trains.</summary>
internal static class ResultsCommand
{
    public const string Name = "results";
    public const string Summary = "Trains the experiments and makes the README's table and the pictures in assets/ again.";

    private const int Seeds = 3;

    /// <summary>Which of a run's figures go to assets/, and what they are called there.</summary>
    private static readonly (string Experiment, (string Figure, string Picture)[] Pictures)[] s_experiments =
    [
        ("2d",
        [
            ("manifold.png", "latent2D.png"),
            ("latent_space.png", "Clusters2D.png"),
            ("loss_curves.png", "loss_2d.png"),
            ("reconstructions.png", "reconstructions_2d.png"),
        ]),
        ("3d",
        [
            ("latent_3d.png", "Clusters3D.png"),
            ("latent_pairs.png", "2D3DClusters.png"),
            ("manifold_slice_-1.png", "3DLatent1.png"),
            ("manifold_slice_0.png", "3DLatent2.png"),
            ("manifold_slice_1.png", "3DLatent3.png"),
            ("latent_dimensions.png", "latent_variance_3d.png"),
            ("reconstructions.png", "reconstructions_3d.png"),
        ]),
        ("correlated",
        [
            ("latent_ellipses.png", "KLAdapted.png"),
            ("manifold_tilted.png", "latent_correlated.png"),
            ("covariance.png", "covariance_matrix.png"),
        ]),
    ];

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            Console.WriteLine(Summary);
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  vae results                        in the repository's root; takes a few minutes for each experiment");
            Console.WriteLine("  vae results --only mistakes        the tables and the figure of docs/tutorial/08-tempting-mistakes.md: about a minute");
            return ExitCode.Success;
        }

        if (args is not ([] or ["--only", "mistakes"]))
            throw new InputException(CommandLineParser.Unknown(args[0], ["--help"]));
        if (!File.Exists("README.md") || !Directory.Exists("assets"))
            throw new InputException($"'{Directory.GetCurrentDirectory()}' has no README.md and assets/: run vae results in the root of VaeLab's repository.");

        if (args is ["--only", "mistakes"])
            return MistakesResults.Make();
        foreach ((string experiment, (string Figure, string Picture)[] pictures) in s_experiments)
        {
            for (uint seed = 0; seed < Seeds; seed++)
            {
                int exit = TrainAndKeep(experiment, seed, seed == 0 ? pictures : []);
                if (exit != ExitCode.Success)
                    return exit;
            }
        }

        string page = ResultsTable.Insert(File.ReadAllText("README.md"), ReadRuns("assets"));
        File.WriteAllText("README.md", page);
        return MistakesResults.Make();
    }

    /// <summary>The committed runs, in the order of experiments and seeds.</summary>
    public static IEnumerable<RunRecord> ReadRuns(string assets) =>
        Directory.GetDirectories(Path.Combine(assets, "runs")).Order(StringComparer.Ordinal).Select(RunRecord.Read);

    private static int TrainAndKeep(string experiment, uint seed, (string Figure, string Picture)[] pictures)
    {
        string name = FormattableString.Invariant($"vae_{experiment}-seed{seed}");
        string folder = Path.Combine("runs", "results", name), kept = Path.Combine("assets", "runs", name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);

        Console.WriteLine($"{name}:");
        int exit = TrainInItsOwnProcess(experiment, seed, folder);
        if (exit != ExitCode.Success)
            return exit;

        Directory.CreateDirectory(kept);
        foreach (string file in (string[])["config.json", "metrics.jsonl", "summary.json"])
            File.Copy(Path.Combine(folder, file), Path.Combine(kept, file), overwrite: true);
        foreach ((string figure, string picture) in pictures)
            File.Copy(Path.Combine(folder, "figures", figure), Path.Combine("assets", picture), overwrite: true);
        return ExitCode.Success;
    }

    /// <summary>A process for each training, so that the memory that it reports is its own.</summary>
    private static int TrainInItsOwnProcess(string experiment, uint seed, string folder)
    {
        string[] training = [TrainCommand.Name, "--experiment", experiment, "--seed", OptionValues.Text(seed), "--out", folder];
        string vae = typeof(ResultsCommand).Assembly.Location;
        using Process process = Process.Start("dotnet", [vae, .. training])
            ?? throw new InputException("dotnet cannot be started; it needs to be on the PATH.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
