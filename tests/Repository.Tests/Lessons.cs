using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>The programs in code/.</summary>
internal static class Lessons
{
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Checkout.At("code"), "*.cs").Order(StringComparer.Ordinal).Select(file => "code/" + Path.GetFileName(file))];

    public static TheoryData<string> Rows => [.. Files];

    /// <summary>Runs a lesson from the root as a person does.</summary>
    public static ChildProcess Run(string file, params IEnumerable<string> options) => ChildProcess.Run("dotnet", ["run", file, "--", .. options], Checkout.Root);
}
