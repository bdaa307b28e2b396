using System.Runtime.InteropServices;
using VaeLab.Cli.Benchmarking;
using VaeLab.Compare.Ours;
using VaeLab.Compare.Report;
using VaeLab.Data;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Training;
using static System.FormattableString;

namespace VaeLab.Compare.Families;

/// <summary><c>--families</c>: what a floating-point operation costs in the training of each model, beside the plain VAE's in turn.</summary>
internal static class FamilyRun
{
    private const int Rounds = 7, Steps = 40, WarmSteps = 120;

    // Nats per image: an untrained model has 784 · ln 2, and a VAE-GAN may have more in its first steps, since nothing asks for pixels.
    private const double LeastLoss = 90, MostLoss = 1000;

    private static readonly (string Name, ExperimentOptions Options)[] s_families =
    [
        ("conditional", ExperimentOptions.Conditional),
        ("adversarial", ExperimentOptions.Adversarial),
        ("vae-gan", ExperimentOptions.VaeGan),
        ("hierarchical", ExperimentOptions.Hierarchical),
        ("vq", ExperimentOptions.VectorQuantized),
    ];

    private static readonly ExperimentOptions s_plain = ExperimentOptions.TwoDimensional;
    private static readonly int s_threads = Environment.ProcessorCount;

    public static FamilyResults Measure()
    {
        Console.WriteLine("Million operations an image, and milliseconds a step; of the plain VAE in turn:");
        var data = Dataset.Mnist();
        using var workers = new WorkerPool(s_threads);
        using SteppedTraining plain = new(s_plain, data, workers);
        plain.Run(WarmSteps);
        FamilyResults.Entry[] entries = [.. s_families.Select(family => InTurn(family.Name, family.Options, plain, data, workers))];
        RunSummary.VersionsEntry versions = RunSummary.VersionsEntry.Present();
        return new(Processor.Name, s_threads, versions.Vectors, RuntimeInformation.OSDescription, versions.Vaelab, versions.Dotnet, entries);
    }

    private static FamilyResults.Entry InTurn(string name, ExperimentOptions options, SteppedTraining plain, Dataset data, WorkerPool workers)
    {
        using SteppedTraining its = new(options, data, workers);
        List<double> milliseconds = [], otherwise = [];
        its.Run(WarmSteps);
        for (int round = 0; round < Rounds; round++)
        {
            milliseconds.Add(PerStep(its.Run(Steps), options, name));
            otherwise.Add(PerStep(plain.Run(Steps), s_plain, "vae"));
        }

        var entry = new FamilyResults.Entry(
            name, Operations(options, data, workers), Operations(s_plain, data, workers), new([.. milliseconds]), new([.. otherwise]));
        Console.WriteLine(Invariant($"  {name,-12} {entry.Operations / 1e6,6:F2}   {entry.Milliseconds.Median(),6:F2}   {entry.PlainOperations / 1e6,6:F2}   {entry.Plain.Median(),6:F2}   {entry.Factor(),5:F2} times an operation's time"));
        return entry;
    }

    private static long Operations(ExperimentOptions options, Dataset data, WorkerPool workers) =>
        new TrainingStep(options.CreateModel(data.Train.Shape), optimizer: null, options.Training.BatchSize, beta: 1, workers).FloatingPointOperations;

    private static double PerStep(Measured measured, ExperimentOptions options, string name)
    {
        Expect.Between(LeastLoss, MostLoss, measured.Loss, $"The loss of '{name}'");
        return 1e3 * measured.Seconds * options.Training.BatchSize / measured.Images;
    }
}
