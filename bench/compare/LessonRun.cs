using System.Diagnostics;
using System.Text.Json;
using VaeLab.Cli;
using VaeLab.Compare.Report;
using VaeLab.Runs;

namespace VaeLab.Compare;

/// <summary>The first lesson as a person has it, but for the compiler: a process from its start to the last figure.</summary>
internal static class LessonRun
{
    private const double Target = 165, MostTestLoss = 143;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(20);

    public static Results.LessonEntry Measure()
    {
        string folder = Directory.CreateTempSubdirectory("vaelab-").FullName;
        try
        {
            string vae = typeof(TrainCommand).Assembly.Location;
            long start = Stopwatch.GetTimestamp();
            using Process process = Process.Start(new ProcessStartInfo("dotnet", [vae, TrainCommand.Name, "--experiment", "2d", "--out", folder]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            double toTarget = double.NaN, memory = 0;
            while (!process.WaitForExit(s_betweenLooks))
            {
                memory = Math.Max(memory, PeakMemory(process));
                if (double.IsNaN(toTarget) && HasReachedTarget(Path.Combine(folder, "metrics.jsonl")))
                    toTarget = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (process.ExitCode != ExitCode.Success)
                throw new InputException($"The lesson ended with exit code {OptionValues.Text(process.ExitCode)}: {output.Result}");
            RunSummary summary = RunRecord.Read(folder).Summary;
            Expect.Between(summary.Baselines.Floor, MostTestLoss, summary.Test.Total, "The lesson's test loss");
            return new(summary.Epochs, seconds, toTarget, Target, summary.Test.Total, memory);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The most that it has held so far, as the system counts, in units of 10⁶ bytes; 0 if it has just ended.</summary>
    private static double PeakMemory(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64 / 1e6;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static bool HasReachedTarget(string metrics)
    {
        if (!File.Exists(metrics))
            return false;
        using var reader = new StreamReader(new FileStream(metrics, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Any(line =>
        {
            using JsonDocument epoch = JsonDocument.Parse(line);
            return epoch.RootElement.GetProperty("validation").GetProperty("total").GetDouble() <= Target;
        });
    }
}
