using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Runs;

/// <summary><c>summary.json</c>: what a run came to.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Seed">Where its randomness came from.</param>
/// <param name="Test">The loss on the test images, in nats per image; null for data without a test set.</param>
/// <param name="Baselines">The lines beside the loss of the held-out images, in nats per image.</param>
/// <param name="Epochs">Whole epochs trained.</param>
/// <param name="Steps">Steps taken.</param>
/// <param name="End">How the training ended.</param>
/// <param name="Seconds">Of training, validation included.</param>
/// <param name="ImagesPerSecond">Images trained on a second, without validation.</param>
/// <param name="PeakMemoryMb">The most memory that the process held, in units of 10⁶ bytes.</param>
/// <param name="Threads">Threads that computed together.</param>
/// <param name="Versions">What it ran on.</param>
/// <param name="NegativeLogLikelihood">−log p(x) of held-out images by importance sampling, in nats per image; null if not measured.</param>
/// <param name="ActiveUnits">Latent dimensions in use; null if not measured.</param>
/// <param name="KlPerDimension">KL of each dimension's posterior to its prior, in nats, mean over the held-out images; null if not measured, or if there is none.</param>
/// <param name="Measures">What else there is to measure of this kind of model, by name; null for nothing.</param>
/// <param name="Validation">The loss on the validation images, in nats per image, where there are no test images; these are then the held-out images. Otherwise null.</param>
/// <param name="SampledLoss">The loss of the images of <see cref="NegativeLogLikelihood"/>, to compare with it; null where that is, and in earlier runs.</param>
/// <param name="BitsPerDimension"><see cref="EvaluationReport.BitsPerDimension"/>; null where they mean nothing.</param>
/// <param name="MissingFigures">Figures that could not be made, by file name, and why; null for none.</param>
public sealed record RunSummary(
    string Experiment,
    ulong Seed,
    Loss? Test,
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? Measures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Loss? Validation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? MissingFigures = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Loss? SampledLoss = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, double>? BitsPerDimension = null)
{
    /// <summary>The loss on the held-out images: the test images, or where there are none the validation images.</summary>
    /// <exception cref="InputException">The summary has neither.</exception>
    [JsonIgnore]
    public Loss HeldOut => Test ?? Validation ?? throw new InputException($"The summary of '{Experiment}' has neither a test loss nor a validation loss.");

    /// <summary>Which images <see cref="HeldOut"/> is of: <c>test</c> or <c>validation</c>.</summary>
    [JsonIgnore]
    public string HeldOutName => Test is null ? "validation" : "test";

    /// <summary>The summary of a training that has just ended in this process.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="data">The data that it was trained on.</param>
    /// <param name="result">What the training came to.</param>
    /// <param name="evaluation">What was measured on the held-out images of the data.</param>
    public static RunSummary Of(ExperimentOptions options, Dataset data, TrainingResult result, EvaluationReport evaluation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(evaluation);
        using var process = Process.GetCurrentProcess();
        return new(
            options.Name,
            options.Training.Seed,
            data.Test is null ? null : evaluation.Loss,
            evaluation.Baselines,
            result.History.Count,
            result.Steps,
            result.End,
            result.Seconds,
            result.ImagesPerSecond,
            process.PeakWorkingSet64 / 1e6,
            options.Training.Threads,
            VersionsEntry.Present(),
            evaluation.NegativeLogLikelihood,
            evaluation.ActiveUnits,
            evaluation.KlPerDimension,
            evaluation.Measures,
            data.Test is null ? evaluation.Loss : null,
            SampledLoss: evaluation.SampledLoss,
            BitsPerDimension: evaluation.BitsPerDimension);
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
