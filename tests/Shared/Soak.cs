using System.Text.Json;

namespace VaeLab.Tests.Shared;

/// <summary>
/// Tests that go on for as long as one likes. Everyday runs take a sample; with VAELAB_SOAK=1 they do what docs/reliability.md
/// reports, and leave their figures in assets/reliability/.
/// </summary>
internal static class Soak
{
    /// <summary>Whether the long form was asked for.</summary>
    public static bool Asked { get; } = Environment.GetEnvironmentVariable("VAELAB_SOAK") == "1";

    /// <summary>Keeps what a long test counted.</summary>
    /// <param name="name">The test, for a file's name.</param>
    /// <param name="figures">What it counted.</param>
    public static void Record(string name, params IEnumerable<(string Name, long Value)> figures)
    {
        if (!Asked)
            return;
        string folder = Checkout.At(Path.Combine("assets", "reliability"));
        Directory.CreateDirectory(folder);
        var values = figures.ToDictionary(figure => figure.Name, figure => figure.Value, StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(folder, name + ".json"), JsonSerializer.Serialize(values) + "\n");
    }
}
