using System.Diagnostics;

namespace VaeLab.Publishing.Results;

/// <summary>The program samples/service.cs at work, at an address of its own on this machine. It ends with this object.</summary>
internal sealed class RunningService : IDisposable
{
    private const string Ready = "The model is served at ";

    private readonly Process _process;

    /// <summary>Starts it, and waits until it answers.</summary>
    /// <param name="command">The program and its first arguments.</param>
    /// <param name="model">The file of the model that it serves.</param>
    /// <exception cref="InputException">It does not start.</exception>
    public RunningService(IReadOnlyList<string> command, string model)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), Path.GetFullPath(model), "--urls", "http://127.0.0.1:0"]) { UseShellExecute = false, RedirectStandardOutput = true };
        _process = Process.Start(start) ?? throw new InputException($"{command[0]} cannot be started.");
        string line = _process.StandardOutput.ReadLine() ?? string.Empty;
        if (!line.StartsWith(Ready, StringComparison.Ordinal))
        {
            End();
            throw new InputException($"{string.Join(' ', command)} does not serve: '{line}'.");
        }

        Client = new HttpClient { BaseAddress = new(line[Ready.Length..]) };
    }

    /// <summary>A client for the address.</summary>
    public HttpClient Client { get; }

    /// <summary>What it has computed for so far, on all processors.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        End();
    }

    private void End()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
