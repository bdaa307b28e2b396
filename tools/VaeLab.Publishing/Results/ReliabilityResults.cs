using VaeLab.Cli;
using VaeLab.Cli.Benchmarking;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>
/// Makes what docs/reliability.md reports: runs the long form of the tests that damage files and kill trainings, trains with
/// instructions switched off, and writes <c>assets/reliability.json</c> and the page's tables.
/// </summary>
internal static class ReliabilityResults
{
    public const string Part = "reliability";

    private const string Page = "docs/reliability.md", Kept = "assets/reliability.json", Kills = "kills";
    private const int Seeds = 3;

    /// <summary>Switches of the runtime that stand for lesser machines.</summary>
    private static readonly string[] s_switches = ["DOTNET_EnableAVX512", "DOTNET_EnableAVX2", "DOTNET_EnableHWIntrinsic"];

    /// <summary>The committed figures.</summary>
    public static ReliabilityReport Read(string path) => ResultsJson.Read(path, ResultsJson.Default.ReliabilityReport, Part);

    /// <summary>Makes all of it.</summary>
    /// <returns>The exit code: that of the first program that failed.</returns>
    public static int Make()
    {
        string folder = Path.GetFullPath(Path.Combine("runs", "reliability"));
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        string soak = Path.Combine(folder, "soak");
        int exit = Test("tests/VaeLab.Tests", "--filter-class", "*.ParserFuzzTests");
        if (exit == ExitCode.Success)
            exit = Test("tests/VaeLab.Cli.Tests", "--filter-method", "*.ResumeTests.Killed_again*");
        for (int seed = 0; exit == ExitCode.Success && seed < Seeds; seed++)
        {
            foreach (string without in s_switches.Prepend(string.Empty))
                exit = exit == ExitCode.Success ? Train(folder, without, seed) : exit;
        }

        if (exit != ExitCode.Success)
            return exit;
        var report = new ReliabilityReport(
            RunSummary.VersionsEntry.Present(),
            Processor.Name,
            new SortedDictionary<string, ReliabilityReport.Fuzzing>(
                Directory.GetFiles(soak).Where(file => Path.GetFileNameWithoutExtension(file) is not Kills)
                    .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => ResultsJson.Read(file, ResultsJson.Default.Fuzzing, Part), StringComparer.Ordinal),
                StringComparer.Ordinal),
            ResultsJson.Read(Path.Combine(soak, Kills + ".json"), ResultsJson.Default.Killing, Part),
            [.. s_switches.Select(without => Width(folder, without))]);
        ResultsJson.Write(Kept, report, ResultsJson.Indented.ReliabilityReport);
        File.WriteAllText(Page, ReliabilityTables.Insert(File.ReadAllText(Page), report));
        return ExitCode.Success;

        int Test(string project, string filter, string tests) => Programs.Run("dotnet", ["test", "--project", project, "--", filter, tests], ("VAELAB_SOAK", soak));
    }

    private static int Train(string folder, string without, int seed) => Programs.Vae(
        [TrainCommand.Name, "--experiment", "2d", "--epochs", "1", "--seed", OptionValues.Text(seed), "--out", Trained(folder, without, seed)],
        without.Length == 0 ? [] : [(without, "0")]);

    private static string Trained(string folder, string without, int seed) => Path.Combine(folder, Invariant($"{(without.Length == 0 ? "own" : without)}-{seed}"));

    private static ReliabilityReport.Width Width(string folder, string without)
    {
        RunVerification[] pairs =
        [
            .. Enumerable.Range(0, Seeds).Select(seed => RunVerification.Between(Trained(folder, string.Empty, seed), Trained(folder, without, seed))),
        ];
        return new(without, pairs[0].Now.Vectors, Seeds, pairs.Min(pair => pair.Difference), pairs.Max(pair => pair.Difference), pairs[0].Tolerance);
    }
}
