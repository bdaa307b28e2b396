using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace VaeLab.Compare;

/// <summary>One of the sides: a process of its own that answers each line with one. It rests while another is asked.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts a side.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="file">The program.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="switchedOff">A variable of the environment to set to 0.</param>
    private Peer(string name, string file, IEnumerable<string> args, string? switchedOff = null)
    {
        Name = name;
        var start = new ProcessStartInfo(file, args) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };

        // Both run as they are installed: what this shell may tell a BLAS about the processor or the threads is left out.
        foreach (string tuned in start.Environment.Keys.Where(key => key.StartsWith("OPENBLAS_", StringComparison.Ordinal) || key.StartsWith("OMP_", StringComparison.Ordinal) || key.StartsWith("MKL_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(tuned);
        if (switchedOff is not null)
            start.Environment[switchedOff] = "0";
        _process = Process.Start(start) ?? throw new InputException($"'{file}' cannot be started; it needs to be on the PATH.");
    }

    /// <summary>How both sides write.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public string Name { get; }

    /// <summary>VaeLab on so many threads.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="threads">Threads that compute together.</param>
    /// <param name="switchedOff">A switch of the runtime for instructions, for example <c>DOTNET_EnableAVX512</c>.</param>
    public static Peer Ours(string name, int threads, string? switchedOff = null) =>
        new(name, "dotnet", [typeof(Peer).Assembly.Location, CommandLine.Serve, Invariant($"{threads}")], switchedOff);

    /// <summary>PyTorch on so many threads.</summary>
    public static Peer Torch(string python, int threads) =>
        new("PyTorch", python, [Path.Combine("bench", "compare", "torch_vae.py"), "--data", Path.Combine("data", "mnist"), "--threads", Invariant($"{threads}")]);

    /// <summary>Asks and waits for the answer.</summary>
    public T Ask<T>(Request request)
    {
        try
        {
            _process.StandardInput.WriteLine(JsonSerializer.Serialize(request, Json));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; what follows says so.
        }

        string line = _process.StandardOutput.ReadLine()
            ?? throw new InputException($"{Name} ended when asked to {request.Do}; what it printed stands above.");
        try
        {
            return JsonSerializer.Deserialize<T>(line, Json)!;
        }
        catch (JsonException exception)
        {
            throw new InputException($"{Name} answered '{line}' when asked to {request.Do}, which is no answer.", exception);
        }
    }

    public Measured Train(int batches) => Ask<Measured>(new("train", batches));

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();
        _process.Dispose();
    }
}
