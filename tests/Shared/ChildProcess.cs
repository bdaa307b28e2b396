using System.Diagnostics;
using System.Text;

namespace VaeLab.Tests.Shared;

/// <summary>A program that runs beside the test, and what it printed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process? _process;
    private readonly int _exitCode;
    private readonly StringBuilder _output = new(), _error = new();

    private ChildProcess(string file, IEnumerable<string> args, string folder, IReadOnlyDictionary<string, string?>? environment)
    {
        _process = Process.Start(Describe(file, args, folder, environment)) ?? throw new InvalidOperationException($"'{file}' did not start.");
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    private ChildProcess(int exitCode, string output, string error)
    {
        _exitCode = exitCode;
        _output.Append(output);
        _error.Append(error);
    }

    /// <summary>No program of the tests takes longer.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(5);

    public string Output => Text(_output);

    public string Error => Text(_error);

    public int ExitCode => _process?.ExitCode ?? _exitCode;

    private Process Process => _process ?? throw new InvalidOperationException("The program has ended.");

    /// <summary>A program that has ended, in a process that goes on.</summary>
    public static ChildProcess Ended(int exitCode, string output, string error) => new(exitCode, output, error);

    /// <summary>How tests start a program: as a person's shell would, with streams of UTF-8 in their hands.</summary>
    public static ProcessStartInfo Describe(string file, IEnumerable<string> args, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(file, args)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

        // What a test runner leaves for its own builds is not what a person's shell has, and a build server that stays behind
        // would keep the pipes open.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            start.Environment[name] = value;

        return start;
    }

    /// <summary>The file of a program that was built together with the tests.</summary>
    public static string Built(string name) => Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string file, IEnumerable<string> args, string folder, IReadOnlyDictionary<string, string?>? environment = null) =>
        new(file, args, folder, environment);

    /// <summary>Runs a program to its end.</summary>
    public static ChildProcess Run(string file, IEnumerable<string> args, string folder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var child = new ChildProcess(file, args, folder, environment);
        child.WaitForExit();
        return child;
    }

    /// <summary>Waits for the end.</summary>
    public void WaitForExit()
    {
        if (!Process.WaitForExit(Limit))
        {
            Process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The program did not end. It printed:\n{Output}\n{Error}");
        }

        Process.WaitForExit(); // until the last line has been read
    }

    /// <summary>Waits for the end, with a look at the memory.</summary>
    /// <returns>The most bytes that it held in memory, as Linux says.</returns>
    public double PeakMemory()
    {
        string status = FormattableString.Invariant($"/proc/{Process.Id}/status");
        double peak = 0;
        while (!Process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
            try
            {
                string? line = File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                peak = line is null ? peak : 1024.0 * long.Parse(line.Split(':')[1].Replace("kB", string.Empty, StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It has just ended.
            }
        }

        WaitForExit();
        return peak;
    }

    /// <summary>Waits until the output has a line like this, or so many.</summary>
    public void WaitForOutput(Func<string, bool> wanted, int lines = 1)
    {
        long start = Stopwatch.GetTimestamp();
        while (Output.Split('\n').Count(wanted) < lines)
        {
            if (Process.HasExited || Stopwatch.GetElapsedTime(start) > Limit)
                throw new InvalidOperationException($"The program did not print what it should. It printed:\n{Output}\n{Error}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Sends a signal, for example INT.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, FormattableString.Invariant($"{Process.Id}")]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, in the middle of whatever it does.</summary>
    public void Kill() => Process.Kill();

    public void Dispose()
    {
        if (_process?.HasExited == false)
            _process.Kill(entireProcessTree: true);
        _process?.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
