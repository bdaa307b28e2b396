using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>The command as it was built, run the way a person runs it.</summary>
internal static class Vae
{
    /// <summary>The program's file.</summary>
    public static string File { get; } = ChildProcess.Built("vae");

    /// <summary>Options for a training that takes a moment, on the data in the folder where it runs.</summary>
    public static IReadOnlyList<string> QuickTraining { get; } =
        ["train", "--experiment", "2d", "--data", ".", "--epochs", "1", "--hidden", "8", "--threads", "2", "--out", "run"];

    /// <summary>Runs it to its end, in a process that has run others before: that saves most of the time.</summary>
    public static ChildProcess Run(string folder, params IEnumerable<string> args) => Checked(Resident.Run(folder, args));

    /// <summary>Runs it to its end in a process and an environment of its own.</summary>
    public static ChildProcess Run(string folder, IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> args) =>
        Checked(ChildProcess.Run(File, args, folder, environment));

    public static ChildProcess Start(string folder, params IEnumerable<string> args) => ChildProcess.Start(File, args, folder);

    /// <summary>Runs something that must be refused, and returns the faults, without "Error: ".</summary>
    public static string[] Faults(string folder, params IEnumerable<string> args)
    {
        string[] before = Directory.GetFileSystemEntries(folder);
        using ChildProcess vae = Run(folder, args);
        Assert.Equal(ExitCode.BadInput, vae.ExitCode);
        Assert.Equal(string.Empty, vae.Output);
        Assert.Equal(before, Directory.GetFileSystemEntries(folder));
        return [.. vae.Error.TrimEnd('\n').Split('\n').Select(line =>
        {
            Assert.StartsWith("Error: ", line, StringComparison.Ordinal);
            return line["Error: ".Length..];
        })];
    }

    /// <summary>Runs <c>vae train</c> with options that must be refused, on a small dataset.</summary>
    public static string[] TrainFaults(params IEnumerable<string> options)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        return Faults(folder.Path, ["train", "--experiment", "2d", .. options, .. options.Contains("--data", StringComparer.Ordinal) ? Array.Empty<string>() : ["--data", "."]]);
    }

    private static ChildProcess Checked(ChildProcess vae)
    {
        Assert.DoesNotContain("   at ", vae.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", vae.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', vae.Output);
        Assert.DoesNotContain('\u001b', vae.Error);
        return vae;
    }
}
