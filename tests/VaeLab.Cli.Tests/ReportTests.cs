using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
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

    /// <summary>The decoder's sizes are its own: transposed convolutions have more numbers than the convolutions that they mirror.</summary>
    [Theory]
    [InlineData("--hidden 16,8", "30 → 16 → 8 → 2 and back,")]
    [InlineData("--encoder dense:16 --decoder dense:9", "30 → 16 → 2 → 9 → 30,")]
    [InlineData("--encoder conv:4/2,dense:7", "30 → 36 → 7 → 2 → 7 → 36 → 120 → 30,")]
    public void A_report_says_the_sizes_of_the_layers(string options, string sizes)
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        Vae.Run(folder.Path, ["train", "--experiment", "2d", "--batch-size", "50", "--epochs", "1", "--figures", "none", "--data", data.Path, "--out", "run", .. options.Split(' ')]).Dispose();
        Assert.Contains(sizes, File.ReadAllText(folder.At("run/report.html")), StringComparison.Ordinal);
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

    /// <summary>Means that are numbers, with variances that are none.</summary>
    [Theory]
    [InlineData("log_variance.bias", 3e38f, "no finite number")]
    [InlineData("decoder.1.weight", 1e6f, "The decoder has a weight of 1000000, and a page carries them up to 65500")]
    public void A_model_whose_numbers_a_page_cannot_hold_has_no_report(string tensor, float value, string fault)
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--figures", "none", "--out", "run").Dispose();
        File.Delete(folder.At("run", "report.html"));
        byte[] model = File.ReadAllBytes(folder.At("run", "model.safetensors"));
        int start = 8 + (int)BinaryPrimitives.ReadUInt64LittleEndian(model);
        using var header = System.Text.Json.JsonDocument.Parse(model.AsMemory(8, start - 8));
        int[] place = [.. header.RootElement.GetProperty(tensor).GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        MemoryMarshal.Cast<byte, float>(model.AsSpan((start + place[0])..(start + place[1]))).Fill(value);
        File.WriteAllBytes(folder.At("run", "model.safetensors"), model);
        Assert.Contains(fault, Assert.Single(Vae.Faults(folder.Path, "report", "run", "--data", data.Path)), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("run", "report.html")));
    }

    [Theory]
    [InlineData("\"Infinity\"")]
    [InlineData("\"NaN\"")]
    public void Metrics_that_are_no_numbers_are_refused(string number)
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--figures", "none", "--out", "run").Dispose();
        string metrics = folder.At("run", "metrics.jsonl");
        File.WriteAllText(metrics, new Regex("(?<=\"reconstruction\":)[^,]+", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(File.ReadAllText(metrics), number));
        Assert.StartsWith("'run' is no finished run: 'run/metrics.jsonl' has a loss that is no finite number", Assert.Single(Vae.Faults(folder.Path, "report", "run", "--data", data.Path)), StringComparison.Ordinal);
    }

    /// <summary>A configuration need not name its data: models that were trained elsewhere do not.</summary>
    [Fact]
    public void A_run_whose_data_have_no_name_has_a_report()
    {
        using TempFolder data = TinyData.OfStripes(6, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--figures", "none", "--out", "run").Dispose();
        string name = $"\"name\": \"{Path.GetFileName(data.Path)}\",", config = folder.At("run", "config.json"), model = folder.At("run", "model.safetensors");
        File.WriteAllText(config, File.ReadAllText(config).Replace(name, string.Empty, StringComparison.Ordinal));
        byte[] weights = File.ReadAllBytes(model);
        string inModel = name.Replace(": ", ":", StringComparison.Ordinal).Replace("\"", "\\u0022", StringComparison.Ordinal);
        int place = weights.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(inModel));
        Assert.True(place > 0);
        weights.AsSpan(place, inModel.Length).Fill((byte)' ');
        File.WriteAllBytes(model, weights);
        using ChildProcess vae = Vae.Run(folder.Path, "report", "run", "--data", data.Path);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Contains(", trained by VaeLab ", File.ReadAllText(folder.At("run", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_needs_the_data_that_it_was_trained_on()
    {
        using TempFolder data = TinyData.OfStripes(6, 5), others = TinyData.OfStripes(7, 5), folder = new();
        Vae.Run(folder.Path, "train", "--experiment", "2d", "--epochs", "1", "--batch-size", "50", "--hidden", "8", "--data", data.Path, "--out", "run").Dispose();
        using ChildProcess vae = Vae.Run(folder.Path, "report", "run", "--data", others.Path);
        Assert.Equal(ExitCode.BadInput, vae.ExitCode);
        Assert.Equal("Error: The run in 'run' was trained on other data than these: give its data with --data PATH.\n", vae.Error);
    }
}
