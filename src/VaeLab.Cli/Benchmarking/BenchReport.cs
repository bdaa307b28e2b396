using System.Text.Json;

namespace VaeLab.Cli.Benchmarking;

/// <summary>What <c>vae bench</c> found.</summary>
/// <param name="Processor">What the processor calls itself.</param>
/// <param name="Vectors">The vectors that kernels use.</param>
/// <param name="Threads">Threads that compute together.</param>
/// <param name="Dotnet">The runtime's version.</param>
/// <param name="PeakOfOneThread">Fused multiply-adds of one thread, in 10⁹ operations a second.</param>
/// <param name="Peak">Those of all threads together.</param>
/// <param name="Forward">The largest layer's forward product, in 10⁹ operations a second.</param>
/// <param name="WeightGradient">The product that makes the gradient of its weights.</param>
/// <param name="InputGradient">The product that makes the gradient of its inputs.</param>
/// <param name="SecondsPerEpoch">Of training the first experiment on 54,000 images, without validation.</param>
/// <param name="ImagesPerSecond">Images trained on.</param>
/// <param name="DenseOperations">What the layers' products of an epoch take, in 10⁹ operations.</param>
/// <param name="FloorSeconds">What that takes at the peak: no epoch can be shorter.</param>
/// <param name="ShareOfFloor">The floor divided by the seconds of an epoch; 1 would be perfect.</param>
/// <param name="Loss">The training loss at the end, in nats per image.</param>
internal sealed record BenchReport(
    string Processor,
    string Vectors,
    int Threads,
    string Dotnet,
    double PeakOfOneThread,
    double Peak,
    double Forward,
    double WeightGradient,
    double InputGradient,
    double SecondsPerEpoch,
    double ImagesPerSecond,
    double DenseOperations,
    double FloorSeconds,
    double ShareOfFloor,
    double Loss)
{
    /// <summary>The report for programs.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.BenchReport);
}
