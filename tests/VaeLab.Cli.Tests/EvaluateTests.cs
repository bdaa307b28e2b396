using System.Text;
using System.Text.Json;
using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Runs;
using VaeLab.Tests.Shared;
using VaeLab.Training;

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
        Assert.Contains(" (validation), nats per image", vae.Output, StringComparison.Ordinal);
        Assert.Contains("  −ELBO ", vae.Output, StringComparison.Ordinal);
    }

    /// <summary>Of bytes, nats / (784 ln 2): in the training's words, its summary and report, and in the evaluation's text and JSON.</summary>
    [Fact]
    public void A_model_of_bytes_says_bits_per_dimension()
    {
        using TempFolder folder = TinyData.OfMnist(), other = TinyData.OfMnist();
        using ChildProcess train = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--likelihood", "discretized-logistic"]);
        Assert.Equal((ExitCode.Success, string.Empty), (train.ExitCode, train.Error));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));
        double total = summary.RootElement.GetProperty("test").GetProperty("total").GetDouble(), bits = total / (784 * Math.Log(2));
        Assert.Equal(bits, summary.RootElement.GetProperty("bits_per_dimension").GetProperty("neg_elbo").GetDouble(), 1e-9);
        Assert.Contains(FormattableString.Invariant($"That is {bits:F3} bits per dimension."), train.Output, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"<th scope=\"row\" class=\"\">loss in bits per dimension</th><td>{bits:F3}</td>"), File.ReadAllText(folder.At("run", "report.html")), StringComparison.Ordinal);

        using ChildProcess evaluate = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--importance-samples", "5"), json = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--importance-samples", "5", "--json");
        Assert.Contains(FormattableString.Invariant($"  bits per dimension    {bits,9:F3}   of −ELBO; "), evaluate.Output, StringComparison.Ordinal);
        JsonElement said = JsonDocument.Parse(json.Output).RootElement, inBits = said.GetProperty("bits_per_dimension");
        Assert.Equal(said.GetProperty("negative_log_likelihood").GetDouble() / (784 * Math.Log(2)), inBits.GetProperty("neg_log_likelihood").GetDouble(), 1e-9);
        Assert.Equal(said.GetProperty("sampled_loss").GetProperty("total").GetDouble() / (784 * Math.Log(2)), inBits.GetProperty("sampled_neg_elbo").GetDouble(), 1e-9);

        Assert.Equal(
            ["--binarization static makes black and white of gray, and the likelihood 'discretized-logistic' is of gray in 256 steps: take --likelihood bernoulli, or leave it out."],
            Vae.Faults(other.Path, [.. Vae.QuickTraining, "--likelihood", "discretized-logistic", "--binarization", "static"]));
        using ChildProcess density = Vae.Run(other.Path, [.. Vae.QuickTraining, "--likelihood", "gaussian"]);
        Assert.DoesNotContain("bits", density.Output, StringComparison.Ordinal);
    }

    /// <summary>What a training refuses is refused here too: floats outside [0, 1], and floats between bytes.</summary>
    [Fact]
    public void Values_that_the_model_cannot_take_are_not_measured()
    {
        using TempFolder folder = TinyData.OfStripes(2, 2);
        Write("half.npy", 0.5f);
        Write("quarter.npy", 0.25f);
        Write("outside.npy", 1.5f);
        Train("discretized-logistic", ".");
        Train("bernoulli", "quarter.npy");
        Assert.Equal(
            ["There is 0.5 in training sample 0, and the likelihood 'discretized-logistic' takes bytes divided by 255: give images or arrays of bytes, or take another likelihood."],
            Vae.Faults(folder.Path, "evaluate", "discretized-logistic", "--data", "half.npy"));
        using ChildProcess half = Vae.Run(folder.Path, "evaluate", "bernoulli", "--data", "half.npy", "--importance-samples", "1");
        Assert.Equal(ExitCode.Success, half.ExitCode);
        Assert.Equal(
            ["There is 1.5 in training sample 0, at position 0, and the model's likelihood needs values in [0, 1]: scale the data, or take a Gaussian likelihood without binarization."],
            Vae.Faults(folder.Path, "evaluate", "bernoulli", "--data", "outside.npy"));

        void Train(string likelihood, string data) =>
            Vae.Run(folder.Path, "train", "--experiment", "2d", "--data", data, "--epochs", "1", "--hidden", "4", "--likelihood", likelihood, "--figures", "none", "--out", likelihood).Dispose();

        void Write(string name, float value) => File.WriteAllBytes(folder.At(name), [
            0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes("{'descr': '<f4', 'fortran_order': False, 'shape': (40, 2, 2), }".PadRight(117) + "\n"),
            .. Enumerable.Repeat(BitConverter.GetBytes(value), 160).SelectMany(bytes => bytes)]);
    }

    [Fact]
    public void A_run_of_own_data_is_not_measured_on_others_unless_they_are_given_and_then_it_says_so()
    {
        using TempFolder folder = TinyData.OfStripes(28, 28), others = TinyData.OfMnist(), other = TinyData.OfStripes(14, 56);
        Vae.Run(folder.Path, Vae.QuickTraining).Dispose();
        Assert.Equal(
            ["The model was trained on data from a folder, and does not carry them: give that folder, or another one, with --data PATH."],
            Vae.Faults(folder.Path, "evaluate", "run"));
        Assert.Equal(
            ["The images are 56 × 14 and the model takes 28 × 28: give images of that shape with --data PATH."],
            Vae.Faults(folder.Path, "evaluate", "run", "--data", other.Path));

        using JsonDocument own = Evaluate(folder.Path), foreign = Evaluate(others.Path);
        Assert.True(own.RootElement.GetProperty("data").GetProperty("trained_on").GetBoolean());
        Assert.False(foreign.RootElement.GetProperty("data").GetProperty("trained_on").GetBoolean());
        Assert.Equal("test", foreign.RootElement.GetProperty("data").GetProperty("split").GetString());
        Assert.NotEqual(own.RootElement.GetProperty("data").GetProperty("sha256").GetString(), foreign.RootElement.GetProperty("data").GetProperty("sha256").GetString(), StringComparer.Ordinal);
        using ChildProcess text = Vae.Run(folder.Path, "evaluate", "run", "--data", others.Path, "--importance-samples", "5");
        Assert.Contains("(test, not the data that the model was trained on), nats per image", text.Output, StringComparison.Ordinal);

        JsonDocument Evaluate(string data)
        {
            using ChildProcess vae = Vae.Run(folder.Path, "evaluate", "run", "--data", data, "--importance-samples", "5", "--json");
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
            return JsonDocument.Parse(vae.Output);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void All_images_of_a_folder_without_sets_are_measured_however_few(int count)
    {
        using TempFolder folder = TinyData.OfStripes(28, 28), few = new();
        Vae.Run(folder.Path, Vae.QuickTraining).Dispose();
        var random = new RandomStream(3, RandomPurpose.Test);
        byte[] pixels = [.. Enumerable.Range(0, count * 784).Select(i => (byte)(random.WordAt((ulong)i) % 256))];
        for (int i = 0; i < count; i++)
        {
            using FileStream file = File.Create(few.At(FormattableString.Invariant($"{i}.png")));
            PngFile.Write(file, new(pixels[(i * 784)..((i + 1) * 784)], 28, 28));
        }

        using ChildProcess vae = Vae.Run(folder.Path, "evaluate", "run", "--data", few.Path, "--importance-samples", "5", "--json");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        using JsonDocument report = JsonDocument.Parse(vae.Output);
        Assert.Equal((count, "all"), (report.RootElement.GetProperty("images").GetInt32(), report.RootElement.GetProperty("data").GetProperty("split").GetString()));

        GenerativeModel model = StoredModel.Read(folder.At("run")).Model;
        using var workers = new WorkerPool(2);
        double meanImage = model.Likelihood.Baselines(new ImageSet(pixels, SampleShape.Gray(28, 28)), new ImageSet(pixels, SampleShape.Gray(28, 28))).MeanImage!.Value;
        Assert.Equal(meanImage, report.RootElement.GetProperty("baselines").GetProperty("mean_image").GetDouble(), 1e-9 * meanImage);
        Assert.InRange(report.RootElement.GetProperty("loss").GetProperty("total").GetDouble(), meanImage, double.MaxValue);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("neighbour_accuracy").ValueKind);

        using ChildProcess text = Vae.Run(folder.Path, "evaluate", "run", "--data", few.Path, "--importance-samples", "5");
        Assert.Contains(FormattableString.Invariant($"\n{count} image{(count == 1 ? string.Empty : "s")} of "), text.Output, StringComparison.Ordinal);
        Assert.Contains("(all, not the data that the model was trained on), nats per image", text.Output, StringComparison.Ordinal);
        Assert.Contains(count == 1 ? "One image says nothing of how a model uses its latent space" : "the data have no training images beside these", text.Output, StringComparison.Ordinal);
        Assert.Equal(["--split is 'all', and the data are divided into sets; take one of these."], Vae.Faults(folder.Path, "evaluate", "run", "--data", ".", "--split", "all"));
    }

    [Fact]
    public void A_model_that_is_told_classes_is_not_judged_by_images_of_others()
    {
        using TempFolder own = TinyData.OfClasses(8, "ape", "bee", "cat"), others = TinyData.OfClasses(8, "bee", "cat"), first = TinyData.OfClasses(8, "ape", "bee"), folder = new();
        Vae.Run(folder.Path, "train", "--model", "conditional", "--data", own.Path, "--epochs", "1", "--hidden", "8", "--batch-size", "4", "--figures", "none", "--out", "run").Dispose();
        Assert.Equal(
            ["The model is told the class of each image. It knows ape, bee, cat, and the data have bee, cat, in this order: give a folder whose classes have the same names and begin with the same ones."],
            Vae.Faults(folder.Path, "evaluate", "run", "--data", others.Path));
        using ChildProcess vae = Vae.Run(folder.Path, "evaluate", "run", "--data", first.Path, "--importance-samples", "5");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
    }

    /// <summary>The first images are not as hard as all: a likelihood of theirs stands beside their own bound.</summary>
    [Fact]
    public void The_likelihood_stands_beside_the_bound_of_the_same_images()
    {
        using TempFolder folder = TinyData.OfMnist(training: 200, test: 600);
        Vae.Run(folder.Path, Vae.QuickTraining).Dispose();
        using ChildProcess vae = Vae.Run(folder.Path, "evaluate", "run", "--data", ".", "--importance-samples", "2", "--json");
        using JsonDocument report = JsonDocument.Parse(vae.Output);
        Assert.Equal((600, 500), (report.RootElement.GetProperty("images").GetInt32(), report.RootElement.GetProperty("importance_images").GetInt32()));

        Dataset data = Dataset.FromFolder(folder.Path);
        GenerativeModel model = StoredModel.Read(folder.At("run")).Model;
        using var workers = new WorkerPool(2);
        double expected = new LossEvaluator(model, workers).Evaluate(data.HeldOut.Slice(0, 500), new(0, RandomPurpose.EvaluationNoise, EvaluationStream.Test)).Total;
        Assert.Equal(expected, report.RootElement.GetProperty("sampled_loss").GetProperty("total").GetDouble(), 1e-9 * expected);
        Assert.NotEqual(expected, report.RootElement.GetProperty("loss").GetProperty("total").GetDouble());
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
                "--split is 'every'; it needs one of train, validation, test, all.",
            ],
            Vae.Faults(folder.Path, "evaluate", "--split", "every", "--importance-samples", "0.5"));
        Assert.StartsWith("Configuration 'nowhere", Vae.Faults(folder.Path, "evaluate", "nowhere")[0], StringComparison.Ordinal);

        string config = File.ReadAllText(folder.At("run", "config.json"));
        File.WriteAllText(folder.At("run", "config.json"), config.Replace("\"beta\"", "\"betta\"", StringComparison.Ordinal));
        Assert.Contains("betta", Assert.Single(Vae.Faults(folder.Path, "evaluate", "run", "--data", ".")), StringComparison.Ordinal);
        File.WriteAllText(folder.At("run", "config.json"), config.Replace("      8\n", "      9\n", StringComparison.Ordinal));
        Assert.Equal(
            ["'run/model.safetensors' was written for another configuration than 'run/config.json': there model.hidden is [8], here [9]. Give the two that belong together."],
            Vae.Faults(folder.Path, "evaluate", "run", "--data", "."));
    }
}
