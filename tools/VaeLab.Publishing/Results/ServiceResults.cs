using System.Runtime.InteropServices;
using System.Text.Json;
using VaeLab.Cli;
using VaeLab.Cli.Benchmarking;
using VaeLab.Data;
using VaeLab.Runs;
using static System.FormattableString;

namespace VaeLab.Publishing.Results;

/// <summary>
/// Publishes samples/service.cs, asks it from many clients at once for the codes of MNIST's test images, asks predictors in this process, and
/// writes <c>assets/service.json</c> and the tables of samples/README.md.
/// </summary>
internal static class ServiceResults
{
    public const string Part = "service";

    private const string Page = "samples/README.md", Kept = "assets/service.json", Sample = "samples/service.cs";
    private const int Clients = 8, Rounds = 5, WarmUp = 20_000, Requests = 200_000, Images = 1000;

    private static readonly string s_folder = Path.GetFullPath(Path.Combine("runs", "service"));

    /// <summary>The page with its tables made anew.</summary>
    /// <param name="page">The page, in Markdown, with pairs of markers.</param>
    /// <param name="report">The figures.</param>
    /// <exception cref="InputException">The page lacks the markers.</exception>
    public static string Insert(string page, ServiceReport report) => MarkedSection.Replace(
        MarkedSection.Replace(page, "<!-- service -->", "<!-- /service -->", Table(report)), "<!-- batching -->", "<!-- /batching -->", BatchingTable(report));

    /// <summary>The committed figures.</summary>
    public static ServiceReport Read(string path) => ResultsJson.Read(path, ResultsJson.Default.ServiceReport, Part);

    /// <summary>Makes all of it.</summary>
    /// <returns>The exit code: that of the first program that failed.</returns>
    public static int Make()
    {
        if (Directory.Exists(s_folder))
            Directory.Delete(s_folder, recursive: true);
        string machine = RuntimeInformation.RuntimeIdentifier, run = Path.Combine(s_folder, "run");
        int exit = Programs.Vae([TrainCommand.Name, "--experiment", "2d", "--epochs", "1", "--figures", "none", "--out", run]);
        (string Name, string Folder, string[] Command)[] forms =
        [
            ("for an installed .NET", "portable", ["publish", Sample, "-r", machine, "-p:PublishAot=false", "--self-contained", "false"]),
            ("native, for AVX2", "native", ["publish", Sample, "-r", machine, "-p:IlcInstructionSet=x86-64-v3"]),
        ];
        var measured = new List<ServiceReport.ServedForm>();
        foreach ((string name, string folder, string[] command) in forms)
        {
            string published = Path.Combine(s_folder, folder);
            if (exit == ExitCode.Success)
                exit = Programs.Run("dotnet", [.. command, "-o", published]);
            if (exit != ExitCode.Success)
                return exit;
            measured.Add(new(name, "dotnet " + string.Join(' ', command), PublishingResults.Size(published), Measure(Path.Combine(published, "service"), Path.Combine(run, "model.safetensors"))));
        }

        var report = new ServiceReport(RunSummary.VersionsEntry.Present(), Processor.Name, Clients, Requests, measured, BatchingLoad.Measure(Path.Combine(run, "model.safetensors")));
        ResultsJson.Write(Kept, report, ResultsJson.Indented.ServiceReport);
        File.WriteAllText(Page, Insert(File.ReadAllText(Page), report));
        return ExitCode.Success;
    }

    private static List<ServiceLoad.Round> Measure(string program, string model)
    {
        using var service = new RunningService([program], model);
        SampleSet images = Dataset.Mnist().HeldOut;
        var requests = new List<byte[]>();
        var answers = new List<byte[]>();
        var pixels = new float[images.Shape.Length];
        for (int i = 0; i < Images; i++)
        {
            images.Fill(i, 1, pixels);
            requests.Add(JsonSerializer.SerializeToUtf8Bytes(pixels));

            // What one client gets alone is what many have to get.
            answers.Add(ServiceLoad.AskAsync(service, "encode", requests[i]).GetAwaiter().GetResult());
        }

        var load = new ServiceLoad(service, "encode", requests, answers);
        load.RunAsync(Clients, WarmUp).GetAwaiter().GetResult(); // until all is compiled
        var rounds = new List<ServiceLoad.Round>();
        for (int round = 0; round < Rounds; round++)
        {
            rounds.Add(load.RunAsync(Clients, Requests).GetAwaiter().GetResult());
            Console.WriteLine(Invariant($"{rounds[^1].RequestsPerSecond:N0} requests/s, p99 {rounds[^1].P99Milliseconds:F2} ms, {rounds[^1].Wrong} wrong"));
        }

        return rounds;
    }

    private static string Table(ServiceReport report)
    {
        IEnumerable<string> lines =
        [
            "| form | MB | requests/s | median, ms | p99, ms | processor time, µs | allocated, kB | wrong answers |",
            "|---|---|---|---|---|---|---|---|",
            .. report.Forms.Select(form => Invariant(
                $"| {form.Name}: `{form.Command}` | {form.Bytes / 1e6:F0} | {Median(form, round => round.RequestsPerSecond):N0} | {Median(form, round => round.MedianMilliseconds):F2} | {Median(form, round => round.P99Milliseconds):F2} | {Median(form, round => round.ProcessorMicroseconds):F0} | {Median(form, round => round.BytesPerRequest) / 1e3:F1} | {form.Rounds.Sum(round => round.Wrong)} of {form.Rounds.Count * report.Requests:N0} |")),
        ];
        RunSummary.VersionsEntry on = report.Versions;
        return string.Join('\n', lines) + Invariant(
            $"\n\n{report.Clients} clients, each with one request at a time; medians of {report.Forms[0].Rounds.Count} rounds of {report.Requests:N0} requests; processor time and allocations are the service's, for a request. On {on.Processors} threads of {report.Processor}, .NET {on.Dotnet}.\n");

        static double Median(ServiceReport.ServedForm form, Func<ServiceLoad.Round, double> of) => form.Rounds.Select(of).Order().ElementAt(form.Rounds.Count / 2);
    }

    private static string BatchingTable(ServiceReport report) => string.Concat(
        (IEnumerable<string>)
        [
            "| requests at the same time | `Predictor`, µs | `BatchingPredictor`, µs |\n",
            "|---|---|---|\n",
            .. report.Batching.Select(row => Invariant($"| {row.Clients} | {row.AloneMicroseconds:F0} | {row.TogetherMicroseconds:F0} |\n")),
        ]);
}
