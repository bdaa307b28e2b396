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
        Assert.InRange(Number("loss"), 160, 182);

        // 54,000 images, and 5,596,160 operations for each. Rates have no bounds here: others may use the machine, too.
        Assert.Equal(302.19264, Number("dense_operations"), 1e-9);
        Assert.Equal(54_000, Number("images_per_second") * Number("seconds_per_epoch"), 1e-6);
        Assert.Equal(Number("dense_operations") / Number("peak"), Number("floor_seconds"), 1e-9);
        Assert.Equal(Number("floor_seconds") / Number("seconds_per_epoch"), Number("share_of_floor"), 1e-9);
        Assert.All((string[])["peak_of_one_thread", "peak", "forward", "weight_gradient", "input_gradient"], rate => Assert.InRange(Number(rate), 0.1, double.MaxValue));
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
