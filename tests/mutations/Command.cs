using System.Diagnostics;

namespace VaeLab.Mutations;

/// <summary>Runs programs.</summary>
internal static class Command
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It has failed.</exception>
    public static string Output(string program, IReadOnlyList<string> args, string folder)
    {
        (int? code, string output) = Run(program, args, folder, Limit);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', args)}\n{output}");
    }

    /// <summary>Runs a program for a limited time.</summary>
    /// <returns>The exit code, null if the time was over, and what it printed.</returns>
    public static (int? Code, string Output) Run(string program, IReadOnlyList<string> args, string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, args) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // a build server that stays behind would keep the streams open
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            return (null, string.Empty);
        }

        return (process.ExitCode, output.Result + error.Result);
    }
}
