using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>A process that runs one command after the other: see tests/VaeLab.Cli.Resident. There are as many as there are tests that run at once.</summary>
internal sealed class Resident
{
    // No command prints this.
    private const string End = "=== the command has ended with";

    private static readonly ConcurrentBag<Resident> s_idle = [];

    // It ends with the tests, when nothing more can come on its input.
    private readonly Process _process = Process.Start(ChildProcess.Describe(ChildProcess.Built("VaeLab.Cli.Resident"), [End], AppContext.BaseDirectory))!;

    private Resident()
    {
    }

    /// <summary>Runs <c>vae</c> to its end, in a process that no other test uses meanwhile.</summary>
    public static ChildProcess Run(string folder, IEnumerable<string> args)
    {
        if (!s_idle.TryTake(out Resident? resident))
            resident = new();
        ChildProcess ended = resident.RunOne(folder, args);
        s_idle.Add(resident); // not after an exception: the next test takes another
        return ended;
    }

    private ChildProcess RunOne(string folder, IEnumerable<string> args)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize<string[]>([folder, .. args]));
        _process.StandardInput.Flush();
        Task<(string Text, string Code)> output = ReadToEnd(_process.StandardOutput), error = ReadToEnd(_process.StandardError);
        if (!Task.WaitAll([output, error], ChildProcess.Limit))
        {
            _process.Kill();
            throw new TimeoutException($"vae {string.Join(' ', args)} did not end.");
        }

        return ChildProcess.Ended(int.Parse(output.Result.Code, CultureInfo.InvariantCulture), output.Result.Text, error.Result.Text);
    }

    /// <returns>All lines before the last, and what stands in that behind the word.</returns>
    private static async Task<(string Text, string Code)> ReadToEnd(StreamReader stream)
    {
        var text = new StringBuilder();
        while (await stream.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            int end = line.IndexOf(End, StringComparison.Ordinal);
            if (end < 0)
            {
                text.Append(line).Append('\n');
                continue;
            }

            if (end > 0)
                text.Append(line.AsSpan(0, end)).Append('\n');
            return (text.ToString(), line[(end + End.Length)..]);
        }

        throw new InvalidOperationException($"The process that runs commands has ended. It printed:\n{text}");
    }
}
