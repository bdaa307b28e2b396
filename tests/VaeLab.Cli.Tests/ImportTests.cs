using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Models;
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
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("data").GetProperty("trained_on").ValueKind); // nobody said
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
                "--out is empty; it needs a folder, for example runs/mine.",
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
        File.WriteAllText(large, File.ReadAllText(config).Replace("\"posterior\": \"diagonal\"", "\"posterior\": \"point\", \"family\": \"adversarial\", \"adversarial\": { \"units\": 65536 }", StringComparison.Ordinal));
        Assert.Matches(@"' has \d+ numbers, and the configuration calls for at least \d{10}: they do not belong together\.$", Assert.Single(Vae.Faults(folder.Path, "import", weights, "--config", large)));
        Assert.Contains($"'{weights}' has 'mean.weight' as 2 × 7, and the configuration calls for 3 × 6.", misfits, StringComparer.Ordinal);
    }

    /// <summary>Weights as they come: of 16 bits, under a wrapper's names, and with the counter of a BatchNorm.</summary>
    [Fact]
    public void Foreign_names_types_and_tensors_are_taken_as_asked()
    {
        using TempFolder folder = Model(_ => { });
        byte[] plain = File.ReadAllBytes(folder.At("model.safetensors"));
        Rewrite(folder, "model.safetensors", "prefix.safetensors", name => $"module.{name}", half: false, counter: false);
        Rewrite(folder, "model.safetensors", "foreign.safetensors", name => $"module.{name}", half: true, counter: true);

        string[] faults = Vae.Faults(folder.Path, "import", "foreign.safetensors", "--config", "config.json");
        Assert.Contains("'foreign.safetensors' has a tensor 'module.encoder.bn.num_batches_tracked', which the configuration knows nothing of.", Vae.Faults(folder.Path, "import", "foreign.safetensors", "--config", "config.json", "--rename", "module.decoder=decoder", "--rename", "module.mean=mean", "--rename", "module.log_variance=log_variance", "--rename", "module.encoder.0=encoder.0"), StringComparer.Ordinal);
        Assert.Equal("Tensors get other names with --rename FROM=TO, and those that are not needed are left out with --skip-extra.", faults[^1]);
        Assert.StartsWith("--rename is 'module'; it needs FROM=TO", Assert.Single(Vae.Faults(folder.Path, "import", "foreign.safetensors", "--config", "config.json", "--rename", "module")), StringComparison.Ordinal);
        Assert.StartsWith("'encoder.=x' matches no tensor", Assert.Single(Vae.Faults(folder.Path, "import", "prefix.safetensors", "--config", "config.json", "--rename", "encoder.=x")), StringComparison.Ordinal);

        using ChildProcess renamed = Vae.Run(folder.Path, "import", "prefix.safetensors", "--config", "config.json", "--rename", "module.*=*", "--out", "renamed");
        Assert.Equal((ExitCode.Success, string.Empty), (renamed.ExitCode, renamed.Error));
        Assert.Equal(plain[^400..], File.ReadAllBytes(folder.At("renamed", "model.safetensors"))[^400..]);

        using ChildProcess foreign = Vae.Run(folder.Path, "import", "foreign.safetensors", "--config", "config.json", "--rename", "module.=", "--skip-extra", "--out", "foreign");
        Assert.Equal((ExitCode.Success, string.Empty), (foreign.ExitCode, foreign.Error));
        Assert.Equal("Converted from F16 to float32: 10 tensors.\nLeft out: encoder.bn.num_batches_tracked.\nThe model is in foreign. To see what it is worth: vae evaluate foreign\n", foreign.Output);
    }

    [Fact]
    public void The_form_of_gelu_is_said()
    {
        using TempFolder folder = Model(_ => { }, activation: "gelu");
        using ChildProcess import = Vae.Run(folder.Path, "import", "model.safetensors", "--config", "config.json", "--out", "run");
        Assert.StartsWith("Its GELU is the tanh form, gelu-tanh, which is also what gelu in a configuration means; if it was trained with PyTorch's default, write gelu-erf.\n", import.Output, StringComparison.Ordinal);
        Assert.Contains("\"activation\": \"gelu-tanh\"", File.ReadAllText(folder.At("run", "config.json")), StringComparison.Ordinal);
    }

    /// <summary>ln σ² = 200: each weight is a number, and σ² is none in float32.</summary>
    [Fact]
    public void What_is_computed_and_not_finite_is_said()
    {
        using TempFolder folder = Model(model => model.Parameters.Single(parameter => parameter.Name == "log_variance.bias").CopyFrom([200f, 200f]));
        Vae.Run(folder.Path, "import", "model.safetensors", "--config", "config.json", "--out", "run").Dispose();

        using ChildProcess text = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--importance-samples", "1");
        Assert.Equal(ExitCode.Failure, text.ExitCode);
        Assert.StartsWith("Error: No finite numbers: total, ", text.Error, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\d{20}", text.Output);

        using ChildProcess json = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--importance-samples", "1", "--json");
        Assert.Equal((ExitCode.Failure, text.Error), (json.ExitCode, json.Error));
        using JsonDocument report = JsonDocument.Parse(json.Output);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("loss").GetProperty("total").ValueKind);
        Assert.Equal(JsonValueKind.Number, report.RootElement.GetProperty("baselines").GetProperty("floor").ValueKind);

        foreach (string output in new[] { "codes.json", "codes.csv" })
        {
            using ChildProcess encode = Vae.Run(folder.Path, "encode", "run", "--input", "t10k-images-idx3-ubyte", "--out", output);
            Assert.Equal((ExitCode.BadInput, string.Empty), (encode.ExitCode, encode.Output));
            Assert.StartsWith("Error: sd1 of '1' is Infinity: what the model computes of its finite weights", encode.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.At(output)));
        }
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

    /// <summary>A folder with weights, their configuration, and images of their size.</summary>
    private static TempFolder Model(Action<GenerativeModel> change, string activation = "relu")
    {
        TempFolder folder = TinyData.OfStripes(4, 4);
        GenerativeModel model = new ModelOptions { Hidden = [16] }.Create(SampleShape.Gray(4, 4), seed: 1);
        change(model);
        using (FileStream file = File.Create(folder.At("model.safetensors")))
            SafeTensors.Write(file, model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal));
        File.WriteAllText(folder.At("config.json"), $$$"""{"format":1,"experiment":"t","dataset":{"width":4,"height":4},"model":{"hidden":[16],"activation":"{{{activation}}}"},"training":{}}""");
        return folder;
    }

    /// <summary>The same weights under other names, perhaps of 16 bits, perhaps with a counter of 64.</summary>
    private static void Rewrite(TempFolder folder, string from, string to, Func<string, string> rename, bool half, bool counter)
    {
        var header = new JsonObject();
        using var data = new MemoryStream();
        void Add(string name, string type, int[] shape, byte[] bytes)
        {
            long begin = data.Length;
            data.Write(bytes);
            header[name] = new JsonObject { ["dtype"] = type, ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]), ["data_offsets"] = new JsonArray(begin, data.Length) };
        }

        foreach ((string name, StoredTensor tensor) in SafeTensorsReader.Read(folder.At(from)).Tensors)
            Add(rename(name), half ? "F16" : "F32", tensor.Shape, [.. tensor.Values.SelectMany(value => half ? BitConverter.GetBytes((Half)value) : BitConverter.GetBytes(value))]);
        if (counter)
            Add(rename("encoder.bn.num_batches_tracked"), "I64", [], new byte[sizeof(long)]);

        byte[] text = Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(folder.At(to), [.. BitConverter.GetBytes((long)text.Length), .. text, .. data.ToArray()]);
    }
}
