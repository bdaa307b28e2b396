using System.Diagnostics;

namespace VaeLab.Publishing;

/// <summary>Programs that are run for a table's sake, each in a process of its own, so that the time and the memory are its own.</summary>
internal static class Programs
{
    /// <summary>Files that are together in the root of VaeLab's repository only.</summary>
    private static readonly string[] s_root = ["VaeLab.slnx", "README.md", "index.html", Path.Combine("assets", "publishing.json")];

    /// <summary>Why a command that writes into the repository may not run in the present folder; null if it may.</summary>
    /// <param name="command">The command.</param>
    public static string? FaultOfFolder(string command) => Array.Find(s_root, file => !File.Exists(file)) is { } missing
        ? $"'{Directory.GetCurrentDirectory()}' has no {missing.Replace('\\', '/')}: run {command} in the root of VaeLab's repository."
        : null;

    /// <summary>Runs the command <c>vae</c>.</summary>
    /// <returns>Its exit code.</returns>
    public static int Vae(IEnumerable<string> args, params IEnumerable<(string Name, string Value)> environment) =>
        Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "vae.dll"), .. args], environment);

    /// <summary>Runs a program to its end; what it prints is seen.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="InputException">It cannot be started.</exception>
    public static int Run(string file, IEnumerable<string> args, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(file, args) { UseShellExecute = false };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start) ?? throw new InputException($"{file} cannot be started; it needs to be on the PATH.");
        process.WaitForExit();
        return process.ExitCode;
    }
}
