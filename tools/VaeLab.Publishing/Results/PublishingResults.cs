using System.Diagnostics;
using System.Runtime.InteropServices;
using VaeLab.Cli;
using VaeLab.Cli.Benchmarking;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>
/// Makes the command <c>vae</c> in each form that it can be given away in, trains with each, and writes <c>assets/publishing.json</c> and
/// the table of docs/models-that-travel.md.
/// </summary>
internal static class PublishingResults
{
    public const string Part = "publishing";

    private const string Page = "docs/models-that-travel.md", Kept = "assets/publishing.json", Project = "src/VaeLab.Cli";
    private const int Starts = 20;

    private static readonly string s_folder = Path.GetFullPath(Path.Combine("runs", "publishing"));

    /// <summary>The page with its table made anew.</summary>
    /// <param name="page">The page, in Markdown, with a pair of markers.</param>
    /// <param name="report">The figures.</param>
    /// <exception cref="InputException">The page lacks the markers.</exception>
    public static string Insert(string page, PublishingReport report) =>
        MarkedSection.Replace(page, "<!-- publishing -->", "<!-- /publishing -->", Table(report));

    /// <summary>The committed figures.</summary>
    public static PublishingReport Read(string path) => ResultsJson.Read(path, ResultsJson.Default.PublishingReport, Part);

    /// <summary>Makes all of it.</summary>
    /// <returns>The exit code: that of the first program that failed.</returns>
    public static int Make()
    {
        if (Directory.Exists(s_folder))
            Directory.Delete(s_folder, recursive: true);
        string machine = RuntimeInformation.RuntimeIdentifier;
        (string Name, string Folder, string[] Command)[] forms =
        [
            ("installed tool", "tool", ["tool", "install", "VaeLab.Cli", "--tool-path", Below("tool"), "--add-source", Below("packages")]),
            ("trimmed single file", "trimmed", ["publish", Project, "-r", machine, "--self-contained", "-p:PublishSingleFile=true", "-p:PublishTrimmed=true"]),
            ("native", "native", ["publish", Project, "-r", machine, "-p:PublishAot=true"]),
            ("native, for AVX2", "native-avx2", ["publish", Project, "-r", machine, "-p:PublishAot=true", "-p:IlcInstructionSet=x86-64-v3"]),
        ];
        int exit = Programs.Run("dotnet", ["pack", Project, "-o", Below("packages")]);
        var measured = new List<PublishingReport.Form>();
        foreach ((string name, string folder, string[] command) in forms.Where(form => form.Folder != "native-avx2" || RuntimeInformation.ProcessArchitecture == Architecture.X64))
        {
            // A tool of this version that was installed before lies in the usual cache, and would be taken for this one.
            if (exit == ExitCode.Success)
                exit = command[0] == "tool" ? Programs.Run("dotnet", command, ("NUGET_PACKAGES", Below("cache"))) : Programs.Run("dotnet", [.. command, "-o", Below(folder)]);
            string vae = Path.Combine(Below(folder), OperatingSystem.IsWindows() ? "vae.exe" : "vae");
            if (exit == ExitCode.Success)
                exit = Programs.Run(vae, [TrainCommand.Name, "--experiment", "2d", "--epochs", "1", "--out", Run(folder)]);
            if (exit != ExitCode.Success)
                return exit;
            measured.Add(Measure(name, folder, vae, Line(command)));
        }

        var report = new PublishingReport(RunSummary.VersionsEntry.Present(), Processor.Name, measured);
        ResultsJson.Write(Kept, report, ResultsJson.Indented.PublishingReport);
        File.WriteAllText(Page, Insert(File.ReadAllText(Page), report));
        return ExitCode.Success;
    }

    /// <summary>Bytes of what is published in a folder, without symbols and documentation.</summary>
    public static long Size(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is not (".pdb" or ".xml" or ".dbg" or ".nupkg"))
        .Sum(file => new FileInfo(file).Length);

    private static PublishingReport.Form Measure(string name, string folder, string vae, string command)
    {
        var fastest = TimeSpan.MaxValue;
        for (int start = 0; start < Starts; start++)
        {
            long began = Stopwatch.GetTimestamp();
            Programs.Run(vae, ["--version"]);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            fastest = took < fastest ? took : fastest;
        }

        var first = RunVerification.Between(Run("tool"), Run(folder));
        return new(name, command, Size(Below(folder)), fastest.TotalMilliseconds, first.Now.Vectors, first.Repeated.Seconds, first.Difference);
    }

    private static string Below(string name) => Path.Combine(s_folder, name);

    private static string Run(string form) => Below(form + "-run");

    /// <summary>The command as one types it, without where it goes.</summary>
    private static string Line(string[] command) =>
        command[0] == "tool" ? "dotnet tool install VaeLab.Cli --add-source packages" : "dotnet " + string.Join(' ', command);

    private static string Table(PublishingReport report)
    {
        IEnumerable<string> lines =
        [
            "| form | MB | start, ms | kernels use | first epoch, s | its losses |",
            "|---|---|---|---|---|---|",
            .. report.Forms.Select(form => Invariant(
                $"| {form.Name}: `{form.Command}` | {form.Bytes / 1e6:F0} | {form.StartMilliseconds:F0} | {form.Vectors} | {form.EpochSeconds:F1} | {(form.Difference == 0 ? "the same bits" : Invariant($"{form.Difference:0.0e+0} apart"))} |")),
        ];
        RunSummary.VersionsEntry on = report.Versions;
        return string.Join('\n', lines) + Invariant($"\n\nOn {on.Processors} threads of {report.Processor}, .NET {on.Dotnet}.\n");
    }
}
