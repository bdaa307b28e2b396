using System.CommandLine;
using System.Globalization;
using VaeLab.Cli;
using VaeLab.Compare.Convolutions;
using VaeLab.Compare.Families;
using VaeLab.Compare.Ours;
using VaeLab.Compare.Report;
using VaeLab.Compare.Techniques;

namespace VaeLab.Compare;

/// <summary><c>dotnet run -c Release --project bench/compare</c>: VaeLab and PyTorch side by side.</summary>
internal static class CommandLine
{
    /// <summary>The word that makes this program VaeLab's side, for the process that compares.</summary>
    public const string Serve = "serve";

    private const string FrontPage = "README.md";
    private static readonly string s_lesson = Path.Combine("docs", "performance.md");

    public static int Run(string[] args)
    {
        if (args is [Serve, string threads])
        {
            Server.Run(int.Parse(threads, CultureInfo.InvariantCulture));
            return ExitCode.Success;
        }

        if (CommandLineParser.AsksForHelp(args))
        {
            PrintHelp();
            return ExitCode.Success;
        }

        Option<bool> quick = new("--quick"), techniques = new("--techniques"), families = new("--families"), convolutions = new("--convolutions");
        var python = new Option<string>("--python") { HelpName = "FILE" };
        var command = new Command("compare") { quick, techniques, families, convolutions, python };
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        foreach (Option<bool> alone in new[] { techniques, families })
        {
            if (line.GetValue(alone) && args.Length > 1)
                faults.Add($"{alone.Name} goes with no other option: it measures VaeLab alone.");
        }

        if (faults.Count > 0)
            throw new InputException(faults);
        string bench = Path.Combine("bench", "results");
        if (!File.Exists(FrontPage) || !Directory.Exists("bench"))
            throw new InputException($"'{Directory.GetCurrentDirectory()}' has no README.md and bench/: run this in the root of VaeLab's repository.");

        if (line.GetValue(techniques))
        {
            string written = CommittedResults.Write(bench, TechniqueRun.Measure());
            File.WriteAllText(s_lesson, TechniquesPage.Insert(File.ReadAllText(s_lesson), CommittedResults.ReadTechniques(bench)));
            Console.WriteLine($"Written: {written}, and the tables in {s_lesson}.");
            return ExitCode.Success;
        }

        if (line.GetValue(families))
        {
            string written = CommittedResults.Write(bench, FamilyRun.Measure());
            File.WriteAllText(s_lesson, FamiliesPage.Insert(File.ReadAllText(s_lesson), CommittedResults.ReadFamilies(bench)));
            Console.WriteLine($"Written: {written}, and the table in {s_lesson}.");
            return ExitCode.Success;
        }

        string found = Python.WithTorch(CommandLineParser.Value(line, python));
        if (line.GetValue(quick))
        {
            Comparison.MeasureEpoch(found);
            return ExitCode.Success;
        }

        if (line.GetValue(convolutions))
        {
            string written = CommittedResults.Write(bench, ConvolutionRun.Measure(found));
            File.WriteAllText(s_lesson, ConvolutionsPage.Insert(File.ReadAllText(s_lesson), CommittedResults.ReadConvolutions(bench)));
            Console.WriteLine($"Written: {written}, and the tables in {s_lesson}.");
            return ExitCode.Success;
        }

        string folder = CommittedResults.Write(bench, Comparison.Measure(found));
        File.WriteAllText(FrontPage, ResultsPage.Insert(File.ReadAllText(FrontPage), CommittedResults.Read(bench)));
        Console.WriteLine($"Written: {folder}, and the line on speed in {FrontPage}.");
        return ExitCode.Success;
    }

    private static void PrintHelp()
    {
        Console.WriteLine("Trains the first experiment with VaeLab and with PyTorch in turn, and writes bench/results/ and README.md's line on speed.");
        Console.WriteLine();
        Console.WriteLine("Usage");
        Console.WriteLine("  dotnet run -c Release --project bench/compare [-- options]");
        Console.WriteLine();
        Console.WriteLine("Options");
        Console.WriteLine("  --quick         only an epoch of both, in a minute; writes nothing");
        Console.WriteLine("  --techniques    what each technique brings, with it and without it in turn; writes docs/performance.md's tables");
        Console.WriteLine("  --families      what an operation takes in each model of the family, beside the plain VAE; writes docs/performance.md's table of them");
        Console.WriteLine("  --convolutions  convolutional networks and convolutions of many shapes, both sides in turn; writes docs/performance.md's tables of them");
        Console.WriteLine("  --python FILE   the Python that has PyTorch [the first that has it]");
        Console.WriteLine();
        Console.WriteLine("It takes about seven minutes on two cores. Leave the machine alone meanwhile.");
    }
}
