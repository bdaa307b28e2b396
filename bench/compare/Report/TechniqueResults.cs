using System.Text.Json;

namespace VaeLab.Compare.Report;

/// <summary><c>techniques.json</c>: what each technique brings on one machine, all measured in one run.</summary>
/// <param name="Processor">What it ran on.</param>
/// <param name="Threads">All threads of it.</param>
/// <param name="Vectors">The widest vectors.</param>
/// <param name="OperatingSystem">Under what.</param>
/// <param name="Vaelab">VaeLab's version.</param>
/// <param name="Dotnet">The runtime's version.</param>
/// <param name="Entries">The techniques.</param>
internal sealed record TechniqueResults(
    string Processor, int Threads, string Vectors, string OperatingSystem, string Vaelab, string Dotnet, TechniqueResults.Entry[] Entries)
{
    public static TechniqueResults Parse(string json) => JsonSerializer.Deserialize<TechniqueResults>(json, Results.Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Results.Json) + "\n";

    /// <summary>A training step of the first experiment, 128 images, with a technique and without it, round by round in turn.</summary>
    /// <param name="Technique">Its name.</param>
    /// <param name="InsteadOf">What was done without it.</param>
    /// <param name="Threads">Threads with it.</param>
    /// <param name="Milliseconds">A step with it.</param>
    /// <param name="Otherwise">A step without.</param>
    internal sealed record Entry(string Technique, string InsteadOf, int Threads, Series Milliseconds, Series Otherwise)
    {
        /// <summary>How many times as long a step takes without it: the median of the rounds.</summary>
        public double Factor() => Otherwise.RatioTo(Milliseconds);
    }
}
