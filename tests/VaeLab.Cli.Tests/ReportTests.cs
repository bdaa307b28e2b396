using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class ReportTests
{
    [Theory]
    [InlineData("--epochs 1 --latent-dim 1 --activation tanh")]
    [InlineData("--epochs 2 --latent-dim 5 --activation gelu-erf --likelihood gaussian --posterior full")]
    [InlineData("--likelihood continuous-bernoulli --epochs 1")]
    public void A_training_leaves_a_report_in_one_file(string options)
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        using ChildProcess train = Vae.Run(folder.Path, ["train", "--experiment", "2d", "--batch-size", "50", "--hidden", "16", "--data", data.Path, "--out", "run", .. options.Split(' ')]);
        Assert.Equal((ExitCode.Success, string.Empty), (train.ExitCode, train.Error));
        Assert.Contains($"To touch them, open {Path.Combine("run", "report.html")} in a browser.", train.Output, StringComparison.Ordinal);

        string page = File.ReadAllText(folder.At("run/report.html"));
        Assert.DoesNotContain(" src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.Equal(2, page.Split("</script>").Length - 1);

        using ChildProcess again = Vae.Run(folder.Path, "report", "run", "--data", data.Path);
        Assert.Equal((ExitCode.Success, Path.Combine("run", "report.html"), string.Empty), (again.ExitCode, again.Output.TrimEnd(), again.Error));
        Assert.Equal(page, File.ReadAllText(folder.At("run/report.html")));
    }

    [Fact]
    public void Names_cannot_end_the_script_or_the_text()
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        string named = folder.At("<b>&data");
        Directory.CreateDirectory(named);
        foreach (string file in Directory.GetFiles(data.Path))
            File.Copy(file, Path.Combine(named, Path.GetFileName(file)));
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", named, "--out", "run").Dispose();
        string page = File.ReadAllText(folder.At("run/report.html"));
        Assert.Contains("&lt;b&gt;&amp;data", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&data", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("report", "A RUN is needed")]
    [InlineData("report nowhere", "nowhere")]
    [InlineData("report nowhere --data", "--data")]
    public void What_is_no_run_has_no_report(string line, string named)
    {
        using TempFolder folder = new();
        using ChildProcess vae = Vae.Run(folder.Path, line.Split(' '));
        Assert.Equal((ExitCode.BadInput, string.Empty), (vae.ExitCode, vae.Output));
        Assert.Contains(named, vae.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", vae.Error, StringComparison.Ordinal);
    }

    /// <summary>Weights may be numbers and yet come to none.</summary>
    [Fact]
    public void A_model_that_comes_to_no_numbers_has_no_report()
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--out", "run").Dispose();
        byte[] model = File.ReadAllBytes(folder.At("run", "model.safetensors"));
        int start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(model);
        MemoryMarshal.Cast<byte, float>(model.AsSpan(start)).Fill(3e38f);
        File.WriteAllBytes(folder.At("run", "model.safetensors"), model);
        using ChildProcess vae = Vae.Run(folder.Path, "report", "run", "--data", data.Path);
        Assert.Equal((ExitCode.BadInput, string.Empty), (vae.ExitCode, vae.Output));
        Assert.StartsWith("Error: The model puts images at latent points that are no finite numbers", vae.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_needs_the_data_that_it_was_trained_on()
    {
        using TempFolder data = TinyData.OfStripes(6, 5), others = TinyData.OfStripes(7, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--out", "run").Dispose();
        using ChildProcess vae = Vae.Run(folder.Path, "report", "run", "--data", others.Path);
        Assert.Equal(ExitCode.BadInput, vae.ExitCode);
        Assert.Equal("Error: The run in 'run' was trained on other data than these: give its data with --data DIR.\n", vae.Error);
    }
}
