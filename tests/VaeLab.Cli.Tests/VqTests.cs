using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>A model with a codebook, from its training to its images; and what it has not is said.</summary>
public sealed class VqTests
{
    [Fact]
    public void All_commands_know_what_to_do_with_codes()
    {
        using TempFolder folder = TinyData.OfMnist();
        string training = Output(folder, "train", "--model", "vq", "--data", ".", "--epochs", "2", "--hidden", "32,16", "--codes", "10", "--positions", "3", "--seed", "3", "--threads", "2", "--out", "run");
        Assert.Contains("\nperplexity: ", training, StringComparison.Ordinal);
        Assert.Matches(@"\nlive codes: [01](\.\d)?, share of 10 codes that \d+ images use\.\n", training);
        Assert.True(File.Exists(folder.At("run", "report.html")));

        using var report = JsonDocument.Parse(Output(folder, "evaluate", "run", "--data", ".", "--json"));
        using var summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));
        foreach (JsonElement measures in (JsonElement[])[report.RootElement.GetProperty("measures"), summary.RootElement.GetProperty("measures")])
        {
            Assert.InRange(measures.GetProperty("perplexity").GetDouble(), 1, 10);
            Assert.InRange(measures.GetProperty("live_codes").GetDouble(), 0.1, 1);
        }

        Assert.Equal("9 images are in run/samples.png.\n", Output(folder, "sample", "run", "--count", "9"));
        Output(folder, "sample", "run", "--count", "9", "--out", "images");
        Output(folder, "encode", "run", "--input", "images");
        string[] codes = File.ReadAllLines(folder.At("run", "codes.csv"));
        Assert.Equal("image,c1,c2,c3", codes[0]);
        Assert.Equal(10, codes.Length);
        Assert.All(codes[1..], row => Assert.Matches(@"^\d\.png(,\d){3}$", row));
        Output(folder, "decode", "run", "--input", "run/codes.csv", "--out", "decoded.idx");
        Assert.Equal((9 * 28 * 28) + 16, new FileInfo(folder.At("decoded.idx")).Length);

        Assert.Equal(["This needs a model with points of a latent space, and --model vq has none: take a run of another."], Vae.Faults(folder.Path, "interpolate", "run"));
        Assert.Equal(["This needs a model with points of a latent space, and --model vq has none: take a run of another."], Vae.Faults(folder.Path, "arithmetic", "run", "--input", "images", "--from", "images", "--to", "images"));
        Assert.Equal(
            ["There is no ONNX form of --model vq, whose decoder is more than dense layers one after the other: take the model.safetensors of 'run'."],
            Vae.Faults(folder.Path, "export", "run"));
    }

    [Fact]
    public void What_does_not_go_together_is_said() => Assert.Equal(
        [
            "--beta, --kl-schedule, --free-bits and --capacity weigh a KL, and the encoder of a vector-quantized model learns from no KL, and from the price of its codes only their prior does; use --codes and --positions.",
        ],
        Faults("train", "--model", "vq", "--beta", "2"));

    private static string[] Faults(params string[] args)
    {
        using TempFolder folder = TinyData.OfMnist();
        return Vae.Faults(folder.Path, [.. args, "--data", "."]);
    }

    private static string Output(TempFolder folder, params string[] args)
    {
        using ChildProcess vae = Vae.Run(folder.Path, args);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        return vae.Output;
    }
}
