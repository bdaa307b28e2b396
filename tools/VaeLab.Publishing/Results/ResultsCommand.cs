using System.CommandLine;
using VaeLab.Cli;

namespace VaeLab.Publishing.Results;

/// <summary><c>results</c>: makes the front page's and the guide's tables and pictures again, from runs that it trains.</summary>
internal static class ResultsCommand
{
    public const string Name = "results";
    public const string Summary = "Trains what README and guide report, and makes their tables and pictures in assets/ again.";

    private const string Experiments = "experiments", Guide = "guide", Mistakes = "mistakes", Models = "models", Tables = "tables";

    private static readonly string[] s_parts = [Experiments, Guide, Mistakes, Models, .. ModelTraining.Pages, Tables, ReliabilityResults.Part, PublishingResults.Part, ServiceResults.Part];

    public static int Run(IReadOnlyList<string> args)
    {
        if (CommandLineParser.AsksForHelp(args))
        {
            Console.WriteLine(Summary);
            Console.WriteLine();
            Console.WriteLine("Usage");
            Console.WriteLine("  results                      in the repository's root: half an hour on two cores");
            Console.WriteLine("  results --only experiments   the README's table and the experiments' pictures: two thirds of that");
            Console.WriteLine("  results --only guide         the tables and the pictures of docs/guide.md: the rest");
            Console.WriteLine("  results --only models        those of other models; or those of one page:");
            Console.WriteLine($"                               {string.Join(", ", ModelTraining.Pages)}");
            Console.WriteLine("  results --only mistakes      those of docs/tutorial/08-tempting-mistakes.md: a minute");
            Console.WriteLine("  results --only tables        the tables, from the runs in assets/, without a training");
            Console.WriteLine("  results --only reliability   those of docs/reliability.md, which only this makes: less than half an hour");
            Console.WriteLine("  results --only publishing    that of docs/models-that-travel.md, likewise: ten minutes, and a C compiler");
            Console.WriteLine("  results --only service       that of samples/README.md, likewise: ten minutes, and a C compiler");
            return ExitCode.Success;
        }

        string? only = ReadPart(args);
        if (Programs.FaultOfFolder(Name) is { } fault)
            throw new InputException(fault);

        if (only is ReliabilityResults.Part)
            return ReliabilityResults.Make();
        if (only is PublishingResults.Part)
            return PublishingResults.Make();
        if (only is ServiceResults.Part)
            return ServiceResults.Make();
        int exit = only is null or Experiments ? TrainExperiments() : ExitCode.Success;
        if (exit == ExitCode.Success && only is null or Guide)
            GuideResults.Make();
        if (exit == ExitCode.Success && (only is null or Models || ModelTraining.Pages.Contains(only, StringComparer.Ordinal)))
            exit = ModelResults.Make(only is null or Models ? null : only);
        if (only == Tables)
        {
            File.WriteAllText("README.md", ResultsTable.Insert(File.ReadAllText("README.md"), "assets"));
            ModelResults.WriteTables();
        }

        return exit == ExitCode.Success && only is null or Mistakes ? MistakesResults.Make() : exit;
    }

    /// <summary>Which part was asked for; null for everything.</summary>
    private static string? ReadPart(IReadOnlyList<string> args)
    {
        var only = new OptionSpec("--only", "NAME", $"one of {string.Join(", ", s_parts)}");
        var command = new Command(Name);
        command.Options.Add(only.ForParser());
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        string? part = CommandLineParser.Value(line, only.Name);
        if (part is not null && !s_parts.Contains(part, StringComparer.Ordinal))
            faults.Add($"--only is '{part}'; it needs {only.Meaning}.");
        return faults.Count == 0 ? part : throw new InputException(faults);
    }

    private static int TrainExperiments()
    {
        foreach (ResultsTraining training in ResultsTraining.All)
        {
            foreach ((int seed, string folder) in training.Folders.Index())
            {
                int exit = TrainAndKeep(training, seed, folder);
                if (exit != ExitCode.Success)
                    return exit;
            }
        }

        File.WriteAllText("README.md", ResultsTable.Insert(File.ReadAllText("README.md"), "assets"));
        return ExitCode.Success;
    }

    private static int TrainAndKeep(ResultsTraining training, int seed, string name)
    {
        int exit = KeptRun.Train(
            name, "runs", [TrainCommand.Name, "--experiment", training.Experiment, "--recipe", training.Recipe.Word(), "--seed", SettingText.Text(seed)]);
        foreach ((string figure, string picture) in seed == 0 && exit == ExitCode.Success ? training.Pictures : [])
            File.Copy(Path.Combine(KeptRun.At(name), "figures", figure), Path.Combine("assets", picture), overwrite: true);
        return exit;
    }
}
