using System.Text.Json;

namespace VaeLab.Tests.Shared;

/// <summary>
/// Tests that go on for as long as one likes. Everyday runs take a sample; where VAELAB_SOAK names a folder, they do what
/// docs/reliability.md reports, and leave their figures there: <c>results --only reliability</c> of tools/VaeLab.Publishing collects them.
/// </summary>
internal static class Soak
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("VAELAB_SOAK");

    /// <summary>Whether the long form was asked for.</summary>
    public static bool Asked => !string.IsNullOrEmpty(s_folder);

    /// <summary>Keeps what a long test counted.</summary>
    /// <param name="name">The test, for a file's name.</param>
    /// <param name="figures">What it counted.</param>
    public static void Record(string name, params IEnumerable<(string Name, long Value)> figures)
    {
        if (!Asked)
            return;
        Directory.CreateDirectory(s_folder!);
        var values = figures.ToDictionary(figure => figure.Name, figure => figure.Value, StringComparer.Ordinal);
        File.WriteAllText(Path.Combine(s_folder!, name + ".json"), JsonSerializer.Serialize(values) + "\n");
    }
}
