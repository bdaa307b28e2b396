using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Runs whose first epoch is trained again.</summary>
public sealed class VerifyTests
{
    private static readonly string[] s_training =
        ["train", "--experiment", "correlated", "--data", ".", "--hidden", "16", "--batch-size", "9", "--epochs", "3", "--seed", "7", "--average-decay", "0.9", "--binarization", "dynamic", "--learning-rate-schedule", "cosine", "--kl-schedule", "linear", "--kl-warm-up", "2", "--figures", "none", "--out", "run"];

    [Fact]
    public void A_run_is_the_same_again_on_any_number_of_threads()
    {
        using TempFolder folder = Trained();
        string[] files = Directory.GetFileSystemEntries(folder.At("run"));
        foreach (string threads in (string[])["1", "2", "3", "8"])
        {
            using ChildProcess vae = Verify(folder, ExitCode.Success, "--threads", threads);
            string[] lines = vae.Output.TrimEnd('\n').Split('\n');
            Assert.Equal(4, lines.Length);
            Assert.StartsWith("recorded     1 ", lines[1], StringComparison.Ordinal);
            Assert.StartsWith("repeated     1 ", lines[2], StringComparison.Ordinal);
            Assert.Equal("The first epoch of run is the same, to the last bit.", lines[3]);
        }

        Assert.Equal(files, Directory.GetFileSystemEntries(folder.At("run")));
    }

    [Theory]
    [InlineData("seed", "8")]
    [InlineData("beta", "1.0001")]
    public void A_configuration_that_was_changed_is_found_out(string key, string value)
    {
        using TempFolder folder = Trained();
        Change(folder.At("run", "config.json"), config => config["training"]![key] = JsonNode.Parse(value));
        using ChildProcess vae = Verify(folder, ExitCode.Failure);
        Assert.Matches(@"\nThe first epoch of run differs: its losses are .+ of the loss apart, and on this kind of machine it should be the same bits\. ", vae.Output);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void Another_kind_of_machine_is_the_same_within_its_rounding(string without)
    {
        using TempFolder folder = Trained();
        using ChildProcess vae = Vae.Run(
            folder.Path, new Dictionary<string, string?>(StringComparer.Ordinal) { [without] = "0" }, "train", "--verify", "run", "--data", ".");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Matches(@"The first epoch of run is the same(, to the last bit| within (0\.0001|0\.02): its losses are .+ of the loss apart)\.\n$", vae.Output);
        Assert.Equal(vae.Output.Contains(" within ", StringComparison.Ordinal), vae.Output.Contains("\nThe run began in other circumstances: vectors ", StringComparison.Ordinal));
    }

    /// <summary>A run of before machine.json was kept has a summary, and one that was killed then says nothing.</summary>
    [Fact]
    public void What_a_run_began_on_may_be_unknown()
    {
        using TempFolder folder = Trained();
        File.Delete(folder.At("run", "machine.json"));
        using (ChildProcess vae = Verify(folder, ExitCode.Success))
            Assert.EndsWith("is the same, to the last bit.\n", vae.Output, StringComparison.Ordinal);
        File.Delete(folder.At("run", "summary.json"));
        using ChildProcess unknown = Verify(folder, ExitCode.Success);
        Assert.Contains("\nThe run does not say what it began on.\n", unknown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_verified_says_why()
    {
        using TempFolder folder = Trained();
        Assert.Equal(["'nowhere' holds no run: it has no config.json. Give the folder of a run, for example runs/vae_2d."], Vae.Faults(folder.Path, "train", "--verify", "nowhere"));
        Assert.Equal(["The run in 'run' was training on other data than these: give the folder of its data with --data."], Vae.Faults(folder.Path, "train", "--verify", "run"));
        Assert.Equal(
            ["--epochs cannot go with --verify: a run goes on as it was begun, and only --threads, --data may change."],
            Vae.Faults(folder.Path, "train", "--verify", "run", "--epochs", "2"));
        Assert.Equal(
            ["--verify cannot go with --resume: a run goes on as it was begun, and only --figures, --threads, --data, --checkpoint-steps may change."],
            Vae.Faults(folder.Path, "train", "--resume", "run", "--verify", "run"));
        string[] metrics = File.ReadAllLines(folder.At("run", "metrics.jsonl"));
        File.WriteAllText(folder.At("run", "metrics.jsonl"), metrics[0][..^5]);
        Assert.Equal(["'run' has no epoch to compare with: its metrics.jsonl has no whole line. Train it for an epoch first."], Vae.Faults(folder.Path, "train", "--verify", "run", "--data", "."));
        File.WriteAllText(folder.At("run", "metrics.jsonl"), "[]\n");
        Assert.StartsWith("'run' has no epoch to compare with: ", Assert.Single(Vae.Faults(folder.Path, "train", "--verify", "run", "--data", ".")), StringComparison.Ordinal);
    }

    /// <summary>What is not compared with the repeated epoch must at least be what a training writes.</summary>
    [Theory]
    [InlineData("\"total\":", "\"total\":1", ExitCode.BadInput)]
    [InlineData("\"epoch\":1,", "\"epoch\":2,", ExitCode.BadInput)]
    [InlineData("\"epoch\":3,", "\"epoch\":4,", ExitCode.BadInput)]
    [InlineData("\"epoch\":2,", "\"epoc\":2,", ExitCode.BadInput)]
    [InlineData("\"kl_1\":[^,]+", "\"kl_1\":1.5", ExitCode.Failure)]
    public void Metrics_that_were_changed_are_found_out(string text, string forged, int exitCode)
    {
        using TempFolder folder = TinyData.OfMnist();
        Vae.Run(folder.Path, "train", "--model", "hierarchical", "--data", ".", "--hidden", "16", "--batch-size", "64", "--epochs", "3", "--figures", "none", "--out", "run").Dispose();
        string metrics = File.ReadAllText(folder.At("run", "metrics.jsonl"));
        File.WriteAllText(folder.At("run", "metrics.jsonl"), new Regex(text, RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(metrics, forged, count: 1));
        using ChildProcess vae = Vae.Run(folder.Path, "train", "--verify", "run", "--data", ".");
        Assert.Equal(exitCode, vae.ExitCode);
        Assert.DoesNotContain("to the last bit", vae.Output, StringComparison.Ordinal);
    }

    private static TempFolder Trained()
    {
        TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Run(folder.Path, s_training);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        return folder;
    }

    private static ChildProcess Verify(TempFolder folder, int exitCode, params string[] options)
    {
        ChildProcess vae = Vae.Run(folder.Path, ["train", "--verify", "run", "--data", ".", .. options]);
        Assert.Equal((exitCode, string.Empty), (vae.ExitCode, vae.Error));
        return vae;
    }

    private static void Change(string path, Action<JsonNode> change)
    {
        JsonNode json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
