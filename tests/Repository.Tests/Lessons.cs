using VaeLab.Tests.Shared;

namespace VaeLab.Repository.Tests;

/// <summary>Tests that build in the checkout, one after the other: builds for this machine and builds for any write the same files.</summary>
[CollectionDefinition(nameof(CheckoutBuilds))]
public sealed class CheckoutBuilds;

/// <summary>The programs in code/.</summary>
internal static class Lessons
{
    private static readonly Dictionary<string, string> s_built = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.GetFiles(Checkout.At("code"), "*.cs").Order(StringComparer.Ordinal).Select(file => "code/" + Path.GetFileName(file))];

    public static TheoryData<string> Rows => [.. Files];

    /// <summary>Builds a lesson as <c>dotnet run</c> does, once for all tests.</summary>
    /// <returns>The program.</returns>
    public static string Build(string file)
    {
        if (s_built.TryGetValue(file, out string? program))
            return program;

        // What it stands on was built with the tests. On one processor MSBuild starts no further processes, which would cost more than they save.
        var oneProcessor = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_PROCESSOR_COUNT"] = "1" };
        using ChildProcess build = ChildProcess.Run("dotnet", ["build", file, "--no-incremental", "-p:BuildProjectReferences=false", "-p:CheckLessons=true"], Checkout.Root, oneProcessor);
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        Assert.DoesNotContain("warning ", build.Output, StringComparison.Ordinal);
        const string arrow = " -> ";
        string name = Path.GetFileNameWithoutExtension(file);
        string line = build.Output.Split('\n').Single(line => line.Trim().StartsWith($"{name}.cs{arrow}", StringComparison.Ordinal) || line.Trim().StartsWith($"{name}{arrow}", StringComparison.Ordinal));
        return s_built[file] = line[(line.IndexOf(arrow, StringComparison.Ordinal) + arrow.Length)..].Trim();
    }

    /// <summary>Runs a lesson from the root as a person does, without the time that <c>dotnet run</c> takes to see that it is built.</summary>
    public static ChildProcess Run(string file, params IEnumerable<string> options) => ChildProcess.Run("dotnet", [Build(file), .. options], Checkout.Root);
}
