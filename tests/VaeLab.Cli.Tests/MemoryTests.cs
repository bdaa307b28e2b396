using System.Globalization;
using System.Text;
using System.Text.Json;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

namespace VaeLab.Cli.Tests;

/// <summary>Memory is foreseen: what trainings take is what the estimate says, and what does not fit is refused at once.</summary>
public sealed class MemoryTests
{
    private const double Factor = 1.5;

    [Theory]
    [InlineData(4, 4, 700, "--hidden 4")]
    [InlineData(28, 28, 260, "--latent-dim 40 --posterior full")]
    [InlineData(28, 28, 260, "--hidden 4096,2048")]
    [InlineData(28, 28, 260, "--hidden 2048,2048,2048 --activation gelu-tanh --average-decay 0.9 --clip-norm 10")]
    [InlineData(28, 28, 9000, "--batch-size 8000")]
    [InlineData(28, 28, 9000, "--batch-size 8000 --activation silu")]
    [InlineData(256, 256, 300, "--hidden 64")]
    [InlineData(64, 64, 30000, "--hidden 16 --binarization static --batch-size 1000")]
    [InlineData(28, 28, 260, "--encoder dense:2048,dense:2048 --decoder dense:64")]
    [InlineData(28, 28, 260, "--encoder dense:64 --decoder dense:3072,dense:2048")]
    [InlineData(28, 28, 260, "--encoder conv:64/2,conv:128/2,dense:16")]
    [InlineData(28, 28, 2000, "--encoder conv:32,conv:32/2/silu --batch-size 1000")]
    [InlineData(28, 28, 260, "--discriminator 4096", "adversarial")]
    [InlineData(28, 28, 260, "--discriminator 4096", "vae-gan")]
    [InlineData(28, 28, 260, "--between 4096 --lower-layers 16,8", "hierarchical")]
    [InlineData(28, 28, 260, "--codes 2048 --positions 32 --code-prior 256", "vq")]
    [InlineData(28, 28, 260, "--classes 20000", "conditional")]
    public void A_training_takes_about_what_is_foreseen(int width, int height, int images, string options, string model = "vae")
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The most memory that a process held is read from Linux's /proc.");
        using TempFolder folder = TinyData.OfStripes(width, height, images, test: 1);
        using ChildProcess vae = Vae.Start(folder.Path, ["train", "--experiment", "2d", "--model", model, "--data", ".", "--epochs", "1", "--out", "run", .. options.Split(' ')]);
        double peak = vae.PeakMemory();
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));

        ExperimentOptions stored = StoredModel.Read(folder.At("run")).Options;
        double foreseen = TrainingMemory.Estimate(stored with { DataFolder = folder.Path })!.Total;
        Assert.True(foreseen < Factor * peak && peak < Factor * foreseen, FormattableString.Invariant($"{foreseen / 1e6:F0} MB were foreseen, and {peak / 1e6:F0} MB taken."));

        // What the run says of itself was asked before its report was made, which takes memory too.
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));
        Assert.InRange(1e6 * summary.RootElement.GetProperty("peak_memory_mb").GetDouble(), peak / 2, 1.01 * peak);
    }

    /// <summary>
    /// An array of 64 × 64 floats that is left on the disk: 5 GB in the long form, and with a heap of 0.8 GB at most. The file has a hole instead of zeros, and the
    /// last sample is white.
    /// </summary>
    [Fact]
    public void A_file_that_is_larger_than_memory_is_trained_on_from_the_disk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The most memory that a process held is read from Linux's /proc.");
        const int side = 64, header = 128;
        long samples = Soak.Asked ? 305_176 : 20_000, bytes = header + (samples * side * side * sizeof(float));
        using var folder = new TempFolder();
        string description = FormattableString.Invariant($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({samples}, {side}, {side}), }}").PadRight(header - 11) + "\n";
        using (FileStream file = File.Create(folder.At("large.npy")))
        {
            file.Write([0x93, .. "NUMPY"u8, 1, 0, header - 10, 0, .. Encoding.ASCII.GetBytes(description)]);
            file.SetLength(bytes);
            file.Position = bytes - (side * side * sizeof(float));
            for (int i = 0; i < side * side; i++)
                file.Write(BitConverter.GetBytes(1f));
        }

        var small = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = 800_000_000.ToString("X", CultureInfo.InvariantCulture) };
        using ChildProcess vae = ChildProcess.Start(Vae.File, ["train", "--data", "large.npy", "--hidden", "16", "--epochs", "1", "--figures", "none", "--out", "run"], folder.Path, small);
        double peak = vae.PeakMemory();
        // Of images that are all black but one, the mean image is hard to beat, and the exit code may say so.
        Assert.Equal(string.Empty, vae.Error);
        Assert.True(File.Exists(folder.At("run", "report.html")));
        Assert.Contains("read from the file as needed", vae.Output, StringComparison.Ordinal);
        Assert.InRange(peak, 0, 0.4e9);
    }

    /// <summary>A limit of the runtime's own is to it what a small machine is.</summary>
    [Theory]
    [InlineData("--hidden 8192,8192", "Make --hidden smaller, or the images.")]
    [InlineData("--batch-size 16000", "Make --batch-size smaller.")]
    public void What_does_not_fit_is_refused_before_anything_is_made(string options, string remedy)
    {
        using TempFolder folder = TinyData.OfStripes(28, 28, 20_000);
        var smallMachine = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = 400_000_000.ToString("X", CultureInfo.InvariantCulture) };
        using ChildProcess vae = Vae.Run(folder.Path, smallMachine, ["train", "--experiment", "2d", "--data", ".", "--out", "run", .. options.Split(' ')]);
        Assert.Equal((ExitCode.BadInput, string.Empty), (vae.ExitCode, vae.Output));
        Assert.Matches(@"^Error: This training needs about \d+\.\d GB of memory, and there are 0\.4 GB here: .+ for the images\. " + remedy + "\n$", vae.Error);
        Assert.False(Directory.Exists(folder.At("run")));
    }
}
