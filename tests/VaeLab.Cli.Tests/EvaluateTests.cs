using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class EvaluateTests
{
    [Theory]
    [InlineData("diagonal")]
    [InlineData("full")]
    public void A_run_scores_what_its_training_said(string posterior)
    {
        using TempFolder folder = TinyData.OfMnist();
        using (ChildProcess train = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--posterior", posterior, "--prior-covariance", "1,0.4;0.4,0.5"]))
            Assert.Equal((ExitCode.Success, string.Empty), (train.ExitCode, train.Error));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));

        string[] options = ["--data", ".", "--importance-samples", "50", "--json"];
        using ChildProcess ofRun = Vae.Run(folder.Path, ["evaluate", "run", .. options]);
        using ChildProcess ofFiles = Vae.Run(
            folder.Path, ["evaluate", "--weights", "run/model.safetensors", "--config", "run/config.json", .. options]);
        Assert.Equal((ExitCode.Success, string.Empty), (ofRun.ExitCode, ofRun.Error));
        Assert.Equal(ofRun.Output, ofFiles.Output);

        using JsonDocument report = JsonDocument.Parse(ofRun.Output);
        double total = summary.RootElement.GetProperty("test").GetProperty("total").GetDouble();
        Assert.Equal(total, report.RootElement.GetProperty("loss").GetProperty("total").GetDouble(), 1e-9 * total);

        // The estimate of −log p(x) is a tighter bound than the ELBO.
        Assert.InRange(report.RootElement.GetProperty("negative_log_likelihood").GetDouble(), 50, total);
        Assert.Equal(2, report.RootElement.GetProperty("kl_per_dimension").GetArrayLength());
        Assert.InRange(report.RootElement.GetProperty("neighbour_accuracy").GetDouble(), 0, 1);
    }

    [Fact]
    public void It_reads_well()
    {
        using TempFolder folder = TinyData.OfMnist();
        Vae.Run(folder.Path, Vae.QuickTraining).Dispose();
        using ChildProcess vae = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--split", "validation", "--importance-samples", "5");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Contains("images (validation), nats per image", vae.Output, StringComparison.Ordinal);
        Assert.Contains("  −ELBO ", vae.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_evaluated_is_said()
    {
        using TempFolder folder = TinyData.OfMnist();
        Vae.Run(folder.Path, Vae.QuickTraining).Dispose();
        Assert.Equal(
            [
                "A run is needed, for example: vae evaluate runs/vae_2d; or both --weights FILE and --config FILE.",
                "--importance-samples is '0.5'; it needs a whole number.",
                "--split is 'all'; it needs one of train, validation, test.",
            ],
            Vae.Faults(folder.Path, "evaluate", "--split", "all", "--importance-samples", "0.5"));
        Assert.StartsWith("Configuration 'nowhere", Vae.Faults(folder.Path, "evaluate", "nowhere")[0], StringComparison.Ordinal);

        string config = File.ReadAllText(folder.At("run", "config.json"));
        File.WriteAllText(folder.At("run", "config.json"), config.Replace("\"beta\"", "\"betta\"", StringComparison.Ordinal));
        Assert.Contains("betta", Assert.Single(Vae.Faults(folder.Path, "evaluate", "run", "--data", ".")), StringComparison.Ordinal);
        File.WriteAllText(folder.At("run", "config.json"), config.Replace("      8\n", "      9\n", StringComparison.Ordinal));
        Assert.Contains("'encoder.0.weight' as 8 × 784, and the configuration calls for 9 × 784", string.Join('\n', Vae.Faults(folder.Path, "evaluate", "run", "--data", ".")), StringComparison.Ordinal);
    }
}
