using System.Globalization;
using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class InterruptionTests
{
    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public void A_signal_stops_the_training_and_keeps_what_was_trained(string signal, int number)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals that one program can send to another alone.");
        Assert.SkipWhen(IsIgnored(number), $"SIG{signal} is ignored here, and so it is by all that these tests start.");
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Start(
            folder.Path, "train", "--experiment", "2d", "--data", ".", "--epochs", "1000000", "--hidden", "16", "--batch-size", "10", "--out", "run");
        vae.WaitForOutput(line => line.StartsWith("    2 ", StringComparison.Ordinal));
        vae.Signal(signal);
        vae.WaitForExit();

        Assert.Equal((ExitCode.Interrupted, string.Empty), (vae.ExitCode, vae.Error));
        string output = string.Join('\n', vae.Output.Split('\n').Where(line => !line.EndsWith('…'))); // said only where it takes long
        Assert.Matches(@"\nStopped after \d+ steps, in epoch \d+\. The model keeps what it has learnt so far\.\nTest: ", output);
        Assert.EndsWith("Model, metrics and figures are in run.\nTo touch them, open run/report.html in a browser.\nTo go on with it: vae train --resume run\n", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("run", "model.safetensors")));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));
        Assert.Equal("interrupted", summary.RootElement.GetProperty("end").GetString());
        Assert.Equal(File.ReadAllLines(folder.At("run", "metrics.jsonl")).Length, summary.RootElement.GetProperty("epochs").GetInt32());
    }

    /// <summary>A shell starts programs in the background with SIGINT ignored, and they pass that on.</summary>
    private static bool IsIgnored(int number)
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status))
            return false;
        string line = File.ReadLines(Status).First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        ulong mask = ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (mask >> (number - 1) & 1) != 0;
    }
}
