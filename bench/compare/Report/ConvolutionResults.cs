using System.Text.Json;

namespace VaeLab.Compare.Report;

/// <summary><c>convolutions.json</c>: convolutional networks, and two convolutions of many shapes, on one machine.</summary>
/// <param name="Processor">What it ran on.</param>
/// <param name="Vectors">The widest vectors.</param>
/// <param name="OperatingSystem">Under what.</param>
/// <param name="Vaelab">VaeLab's version.</param>
/// <param name="Dotnet">The runtime's version.</param>
/// <param name="Entries">What was measured, in order.</param>
internal sealed record ConvolutionResults(string Processor, string Vectors, string OperatingSystem, string Vaelab, string Dotnet, ConvolutionResults.Entry[] Entries)
{
    public static ConvolutionResults Parse(string json) => JsonSerializer.Deserialize<ConvolutionResults>(json, Results.Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Results.Json) + "\n";

    /// <summary>A training step, forwards and backwards, round by round, VaeLab and PyTorch in turn.</summary>
    /// <param name="Task">What is trained.</param>
    /// <param name="Threads">Threads of either side.</param>
    /// <param name="Operations">Multiplications and additions of a step's products with weights.</param>
    /// <param name="Milliseconds">A step of VaeLab.</param>
    /// <param name="Torch">A step of PyTorch, in the faster of its memory formats.</param>
    /// <param name="PeakGflops">Multiply-adds in registers on so many threads, 10⁹ operations a second.</param>
    internal sealed record Entry(ConvolutionTask Task, int Threads, double Operations, Series Milliseconds, Series Torch, Series PeakGflops)
    {
        /// <summary>The part of the machine's arithmetic that the products reach over the whole step.</summary>
        public double ShareOfPeak() => new Series([.. PeakGflops.Values.Select(peak => Operations / 1e6 / peak)]).RatioTo(Milliseconds);
    }
}
