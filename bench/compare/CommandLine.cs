using System.CommandLine;
using System.Globalization;
using VaeLab.Cli;
using VaeLab.Compare.Ours;
using VaeLab.Compare.Report;

namespace VaeLab.Compare;

/// <summary><c>dotnet run -c Release --project bench/compare</c>: VaeLab and PyTorch side by side.</summary>
internal static class CommandLine
{
    /// <summary>The word that makes this program VaeLab's side, for the process that compares.</summary>
    public const string Serve = "serve";

    private const string FrontPage = "README.md";

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

        var quick = new Option<bool>("--quick");
        var python = new Option<string>("--python") { HelpName = "FILE" };
        var command = new Command("compare") { quick, python };
        ParseResult line = CommandLineParser.Parse(command, args);
        List<string> faults = [.. CommandLineParser.Faults(line)];
        if (faults.Count > 0)
            throw new InputException(faults);
        string bench = Path.Combine("bench", "results");
        if (!File.Exists(FrontPage) || !Directory.Exists("bench"))
            throw new InputException($"'{Directory.GetCurrentDirectory()}' has no README.md and bench/: run this in the root of VaeLab's repository.");

        string found = Python.WithTorch(CommandLineParser.Value(line, python));
        if (line.GetValue(quick))
        {
            Comparison.MeasureEpoch(found);
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
        Console.WriteLine("  --python FILE   the Python that has PyTorch [the first that has it]");
        Console.WriteLine();
        Console.WriteLine("It takes about seven minutes on two cores. Leave the machine alone meanwhile.");
    }
}
