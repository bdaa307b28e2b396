using System.Text.Json;

namespace VaeLab.Compare.Report;

/// <summary><c>families.json</c>: what a floating-point operation costs in each model on one machine, all measured in one run.</summary>
/// <param name="Processor">What it ran on.</param>
/// <param name="Threads">All threads of it.</param>
/// <param name="Vectors">The widest vectors.</param>
/// <param name="OperatingSystem">Under what.</param>
/// <param name="Vaelab">VaeLab's version.</param>
/// <param name="Dotnet">The runtime's version.</param>
/// <param name="Entries">The models.</param>
internal sealed record FamilyResults(
    string Processor, int Threads, string Vectors, string OperatingSystem, string Vaelab, string Dotnet, FamilyResults.Entry[] Entries)
{
    /// <summary>No model's operation may take more than so many times as long as the plain VAE's.</summary>
    public const double MostTimes = 1.5;

    public static FamilyResults Parse(string json) => JsonSerializer.Deserialize<FamilyResults>(json, Results.Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Results.Json) + "\n";

    /// <summary>A training step of a model and of the plain VAE, 128 images each, round by round in turn.</summary>
    /// <param name="Family">The model, as <c>vae train --model</c> calls it.</param>
    /// <param name="Operations">Floating-point operations for an image, forwards and backwards, of its products with weights.</param>
    /// <param name="PlainOperations">The plain VAE's.</param>
    /// <param name="Milliseconds">A step of it.</param>
    /// <param name="Plain">A step of the plain VAE.</param>
    internal sealed record Entry(string Family, long Operations, long PlainOperations, Series Milliseconds, Series Plain)
    {
        /// <summary>How many times as long an operation takes: the median of the rounds.</summary>
        public double Factor() => Milliseconds.RatioTo(Plain) * PlainOperations / Operations;
    }
}
