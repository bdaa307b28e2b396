using VaeLab.Cli.Report;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;

namespace VaeLab.Cli.ModelCommands;

/// <summary><c>vae report</c>: a run as a page.</summary>
internal static class ReportCommand
{
    public static ModelCommand Command { get; } = new(
        "report",
        "Writes report.html into a run's folder: its results, and figures to touch, in one file.",
        "RUN",
        "vae report runs/vae_2d",
        [LoadedModel.TrainingDataOption],
        given =>
        {
            string? folder = given.Text("--data");
            given.Check();
            ExperimentOptions options = StoredModel.Read(given.Argument).Options;
            using var workers = new WorkerPool(options.Training.Threads);
            Console.WriteLine(RunReport.Write(given.Argument, (options with { DataFolder = folder ?? options.DataFolder }).LoadData(), workers));
        });
}
