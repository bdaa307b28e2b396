using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class ImportTests
{
    private static string Fixture(string name) => Checkout.At(Path.Combine("tests", "fixtures", "pytorch", name));

    /// <summary>The fixtures' README says how PyTorch came to the loss: in float64, with the same noise.</summary>
    [Theory]
    [InlineData("diagonal")]
    [InlineData("full")]
    public void A_model_of_PyTorch_scores_what_PyTorch_says(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixture(name), "expected.json")));
        using TempFolder folder = TinyData.OfMnist(test: expected.RootElement.GetProperty("images").GetInt32());
        string weights = Path.Combine(Fixture(name), "model.safetensors"), config = Path.Combine(Fixture(name), "config.json");
        using (ChildProcess import = Vae.Run(folder.Path, "import", weights, "--config", config))
        {
            string run = Path.Combine("runs", "model");
            Assert.Equal((ExitCode.Success, string.Empty), (import.ExitCode, import.Error));
            Assert.Equal($"The model is in {run}. To see what it is worth: vae evaluate {run}\n", import.Output);
        }

        string[] options = ["--data", ".", "--importance-samples", "1", "--json"];
        using ChildProcess ofRun = Vae.Run(folder.Path, ["evaluate", Path.Combine("runs", "model"), .. options]);
        using ChildProcess ofFiles = Vae.Run(folder.Path, ["evaluate", "--weights", weights, "--config", config, .. options]);
        Assert.Equal((ExitCode.Success, string.Empty), (ofRun.ExitCode, ofRun.Error));
        Assert.Equal(ofFiles.Output, ofRun.Output);

        using JsonDocument report = JsonDocument.Parse(ofRun.Output);
        foreach (string part in (string[])["total", "reconstruction", "kl"])
        {
            double loss = expected.RootElement.GetProperty(part).GetDouble();
            Assert.Equal(loss, report.RootElement.GetProperty("loss").GetProperty(part).GetDouble(), 1e-4 * Math.Abs(loss));
        }
    }

    [Fact]
    public void What_cannot_be_imported_is_said()
    {
        using var folder = new TempFolder();
        string weights = Path.Combine(Fixture("diagonal"), "model.safetensors"), config = Path.Combine(Fixture("diagonal"), "config.json");
        Assert.Equal(
            [
                "A FILE is needed, for example: vae import model.safetensors --config config.json.",
                "--config is missing; it needs the configuration that belongs to the weights, as a run's config.json.",
                "--out is empty; it needs a folder, for example --out runs/mine.",
            ],
            Vae.Faults(folder.Path, "import", "--out", ""));
        Assert.Equal(["--config has no value; it needs one: --config FILE."], Vae.Faults(folder.Path, "import", weights, "--config"));
        Assert.StartsWith("Model file 'nowhere' cannot be read", Assert.Single(Vae.Faults(folder.Path, "import", "nowhere", "--config", config)), StringComparison.Ordinal);

        string[] misfits = Vae.Faults(folder.Path, "import", weights, "--config", Path.Combine(Fixture("full"), "config.json"));
        Assert.Contains($"'{weights}' has no tensor 'scale_tril.weight', which the configuration calls for.", misfits, StringComparer.Ordinal);
        string large = folder.At("large.json");
        File.WriteAllText(large, File.ReadAllText(config).Replace("\"hidden\": [", "\"hidden\": [65536, 65536, ", StringComparison.Ordinal));
        Assert.Matches(@"' has \d+ numbers, and the configuration calls for at least \d{10}: they do not belong together\.$", Assert.Single(Vae.Faults(folder.Path, "import", weights, "--config", large)));
        File.WriteAllText(large, File.ReadAllText(config).Replace("\"hidden\": [", "\"family\": \"hierarchical\", \"hierarchical\": { \"between\": 65536 }, \"hidden\": [", StringComparison.Ordinal));
        Assert.Matches(@"' has \d+ numbers, and the configuration calls for at least \d{7,}: they do not belong together\.$", Assert.Single(Vae.Faults(folder.Path, "import", weights, "--config", large)));
        Assert.Contains($"'{weights}' has 'mean.weight' as 2 × 7, and the configuration calls for 3 × 6.", misfits, StringComparer.Ordinal);
    }

    [Fact]
    public void An_imported_run_is_not_trained_over()
    {
        using var folder = new TempFolder();
        Vae.Run(folder.Path, "import", Path.Combine(Fixture("full"), "model.safetensors"), "--config", Path.Combine(Fixture("full"), "config.json"), "--out", "mine").Dispose();
        Assert.Equal(["config.json", "model.onnx", "model.safetensors"], Directory.GetFiles(folder.At("mine")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        Assert.StartsWith("The run in 'mine' has ended", Assert.Single(Vae.Faults(folder.Path, "train", "--resume", "mine")), StringComparison.Ordinal);
        Assert.StartsWith("--out is 'mine', which holds a run already", Assert.Single(Vae.Faults(folder.Path, "import", "x", "--config", "y", "--out", "mine")), StringComparison.Ordinal);
    }
}
