using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary><c>summary.json</c>: what a run came to.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Seed">Where its randomness came from.</param>
/// <param name="Test">The loss on the test images, in nats per image.</param>
/// <param name="Baselines">Floor and mean-image line of the test images, in nats per image.</param>
/// <param name="Epochs">Whole epochs trained.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="End">How the training ended.</param>
/// <param name="Seconds">Of training, validation included.</param>
/// <param name="ImagesPerSecond">Images trained on a second, without validation.</param>
/// <param name="PeakMemoryMb">The most memory that the process held, in units of 10⁶ bytes.</param>
/// <param name="Threads">Threads that computed together.</param>
/// <param name="Versions">What it ran on.</param>
/// <param name="NegativeLogLikelihood">−log p(x) of test images by importance sampling, in nats per image; null if not measured.</param>
/// <param name="ActiveUnits">Latent dimensions in use; null if not measured.</param>
/// <param name="KlPerDimension">KL of each dimension's posterior to its prior, in nats, mean over the test images; null if not measured, or if there is none.</param>
/// <param name="Measures">What else there is to measure of this family of models, by name; null for nothing.</param>
public sealed record RunSummary(
    string Experiment,
    ulong Seed,
    Loss Test,
    LossBaselines Baselines,
    int Epochs,
    long Steps,
    TrainingEnd End,
    double Seconds,
    double ImagesPerSecond,
    double PeakMemoryMb,
    int Threads,
    RunSummary.VersionsEntry Versions,
    double? NegativeLogLikelihood = null,
    int? ActiveUnits = null,
    double[]? KlPerDimension = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Measures = null)
{
    /// <summary>The summary of a training that has just ended in this process.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="result">What the training came to.</param>
    /// <param name="test">The loss on the test images.</param>
    /// <param name="baselines">The lines beside it.</param>
    /// <param name="negativeLogLikelihood">−log p(x) of test images, if it was measured.</param>
    /// <param name="statistics">How the model uses its latent space for the test images, if it was measured.</param>
    /// <param name="measures">What else was measured.</param>
    public static RunSummary Of(
        ExperimentOptions options,
        TrainingResult result,
        Loss test,
        LossBaselines baselines,
        double? negativeLogLikelihood = null,
        LatentStatistics? statistics = null,
        IReadOnlyList<Measure>? measures = null)
    {
        using var process = Process.GetCurrentProcess();
        return new(
            options.Name,
            options.Training.Seed,
            test,
            baselines,
            result.History.Count,
            result.Steps,
            result.End,
            result.Seconds,
            result.ImagesPerSecond,
            process.PeakWorkingSet64 / 1e6,
            options.Training.Threads,
            VersionsEntry.Present(),
            negativeLogLikelihood,
            statistics?.ActiveUnits,
            options.Model.Posterior == Posterior.Point ? null : statistics?.Dimensions.Select(dimension => dimension.Kl).ToArray(),
            measures is null or [] ? null : measures.ToDictionary(measure => measure.Name, measure => measure.Value, StringComparer.Ordinal));
    }

    /// <summary>What a run ran on.</summary>
    /// <param name="Vaelab">VaeLab's version.</param>
    /// <param name="Dotnet">The runtime's version.</param>
    /// <param name="OperatingSystem">The operating system.</param>
    /// <param name="Architecture">The processor's architecture.</param>
    /// <param name="Vectors">The vectors that kernels used.</param>
    /// <param name="Processors">Logical processors.</param>
    /// <param name="Instructions">The processor's instructions, as in <see cref="Machine.Instructions"/>; null in runs of before they were kept.</param>
    public sealed record VersionsEntry(
        string Vaelab, string Dotnet, string OperatingSystem, string Architecture, string Vectors, int Processors, string? Instructions = null)
    {
        /// <summary>What this process runs on.</summary>
        public static VersionsEntry Present() => new(
            typeof(VersionsEntry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
            Environment.Version.ToString(),
            RuntimeInformation.OSDescription,
            RuntimeInformation.ProcessArchitecture.ToString(),
            Machine.Vectors,
            Environment.ProcessorCount,
            Machine.Instructions);
    }
}
