using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class BenchTests
{
    [Fact]
    public void It_measures_this_machine()
    {
        using ChildProcess vae = Vae.Run(Path.GetTempPath(), "bench", "--seconds", "0.1", "--threads", "2", "--json");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        using JsonDocument report = JsonDocument.Parse(vae.Output);
        double Number(string name) => report.RootElement.GetProperty(name).GetDouble();

        Assert.Equal(2, Number("threads"));
        Assert.Equal(302, Number("dense_operations"), 1);
        Assert.InRange(Number("loss"), 160, 182);
        Assert.Equal(54_000, Number("images_per_second") * Number("seconds_per_epoch"), 1);
        Assert.Equal(Number("dense_operations") / Number("peak"), Number("floor_seconds"), 1e-6);

        // Nothing is faster than multiply-adds in registers; two tenths more for what others on the machine took meanwhile.
        foreach (string rate in (string[])["forward", "weight_gradient", "input_gradient"])
            Assert.InRange(Number(rate), 0, 1.2 * Number("peak"));
        Assert.InRange(Number("share_of_floor"), 0, 1.2);
    }

    [Fact]
    public void It_reads_well()
    {
        using ChildProcess vae = Vae.Run(Path.GetTempPath(), "bench", "--seconds", "0.1");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Contains("  one epoch ", vae.Output, StringComparison.Ordinal);
        Assert.Contains(" of the peak", vae.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_explains_itself()
    {
        using ChildProcess vae = Vae.Run(Path.GetTempPath(), "help", "bench");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] options = [.. vae.Output.Split('\n').Where(line => line.StartsWith("  --", StringComparison.Ordinal)).Select(line => line.Trim().Split(' ')[0])];
        Assert.Equal(["--seconds", "--threads", "--json"], options);
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        using var folder = new TempFolder();
        Assert.Equal(
            [
                "'--jsn' is not known here. Did you mean --json?",
                "--seconds is '0'; it needs a number above 0 and at most 3600, for example 15.",
                FormattableString.Invariant($"--threads is 'all'; it needs a whole number, for example {Environment.ProcessorCount}."),
            ],
            Vae.Faults(folder.Path, "bench", "--seconds", "0", "--threads", "all", "--jsn"));
    }
}
