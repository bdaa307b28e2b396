using System.Text.Json.Nodes;
using VaeLab.Kinds;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>What can be done with one trained model can be done with any, or the command says why not.</summary>
public sealed class FamilyCommandTests
{
    public static TheoryData<string> Models { get; } = [.. ModelKinds.Presets.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Any_model_is_trained_and_used(string word)
    {
        using TempFolder folder = TinyData.OfMnist();
        string[] label = word == "conditional" ? ["--label", "3"] : [];
        Output("train", "--model", word, "--data", ".", "--epochs", "1", "--hidden", "8", "--batch-size", "64", "--threads", "2", "--out", "run");
        Assert.EndsWith("The first epoch of run is the same, to the last bit.\n", Output("train", "--verify", "run", "--data", "."), StringComparison.Ordinal);
        JsonNode config = JsonNode.Parse(File.ReadAllText(folder.At("run", "config.json")))!;
        Assert.Equal(word, config["model"]!["classes"] is null ? config["model"]!["family"]?.ToString() ?? "vae" : "conditional");

        JsonNode scores = JsonNode.Parse(Output("evaluate", "run", "--data", ".", "--json"))!;
        // Nats of an image: 543 of them tell nothing but 0 or 1 of each pixel, and a model just begun may do worse.
        Assert.InRange(scores["loss"]!["total"]!.GetValue<double>(), 100, 1000);
        Output("report", "run", "--data", ".");
        string page = File.ReadAllText(folder.At("run", "report.html"));
        Assert.Contains($"<title>{config["experiment"]}", page, StringComparison.Ordinal);
        Assert.Matches(word == "adversarial" ? @">\+ KL</th><td>none</td>" : @">\+ KL</th><td>\d+\.\d\d</td>", page);

        Output("sample", "run", "--count", "3", "--out", "new");
        Assert.Equal(3, Directory.GetFiles(folder.At("new"), "*.png").Length);
        if (!Can(["encode", "run", "--input", "new", .. label]))
            return;
        Output(["decode", "run", "--input", "run/codes.csv", "--out", "again", .. label]);
        Assert.Equal(3, Directory.GetFiles(folder.At("again"), "*.png").Length);
        Can(["interpolate", "run", .. label]);
        Can(["arithmetic", "run", "--input", "new", "--from", "again", "--to", "new", .. label]);
        if (Can("export", "run"))
            Assert.True(File.Exists(folder.At("run", "decoder.onnx")));

        string Output(params string[] line)
        {
            using ChildProcess vae = Vae.Run(folder.Path, line);
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
            return vae.Output;
        }

        // Either it works, or it says in a sentence why there is no such thing.
        bool Can(params string[] line)
        {
            using ChildProcess vae = Vae.Run(folder.Path, line);
            if (vae.ExitCode == ExitCode.Success)
                return true;
            Assert.Equal(ExitCode.BadInput, vae.ExitCode);
            Assert.Matches("^Error: .*\\.\n$", vae.Error);
            Assert.Contains(word, vae.Error, StringComparison.OrdinalIgnoreCase);
            return false;
        }
    }

    [Fact]
    public void A_conditional_model_needs_to_be_told_the_class()
    {
        using TempFolder folder = TinyData.OfMnist();
        using (ChildProcess vae = Vae.Run(folder.Path, "train", "--model", "conditional", "--data", ".", "--epochs", "1", "--hidden", "8", "--batch-size", "64", "--threads", "2", "--out", "run"))
            Assert.Equal(ExitCode.Success, vae.ExitCode);
        const string Missing = "The model sees labels: say which class these are with --label, a whole number from 0 to 9.";
        Assert.Equal([Missing], Vae.Faults(folder.Path, "interpolate", "run"));
        Assert.Equal(["--label is '10'; it needs a whole number from 0 to 9."], Vae.Faults(folder.Path, "sample", "run", "--label", "10"));

        // Another class is another image of the same point.
        File.WriteAllText(folder.At("point.csv"), "z1,z2\n0.5,-0.5\n");
        foreach (string label in (string[])["3", "4"])
        {
            using ChildProcess vae = Vae.Run(folder.Path, "decode", "run", "--input", "point.csv", "--label", label, "--out", $"{label}.csv");
            Assert.Equal(ExitCode.Success, vae.ExitCode);
        }

        Assert.NotEqual(File.ReadAllBytes(folder.At("3.csv")), File.ReadAllBytes(folder.At("4.csv")));
    }
}
