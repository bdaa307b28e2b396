using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class TrainTests
{
    private static readonly string[] s_figures = ["latent_space.png", "loss_curves.png", "manifold.png", "reconstructions.png", "samples.png"];

    [Fact]
    public void It_trains_says_so_and_leaves_a_run()
    {
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Run(
            folder.Path, "train", "--experiment=2d", "--data=.", "--epochs=2", "--hidden", " 32, 16 ", "--batch-size", "64", "--seed", "18446744073709551615", "--out", "run");

        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = [.. vae.Output.TrimEnd('\n').Split('\n').Where(line => !line.EndsWith('…'))]; // said only where it takes long
        Assert.Equal(10, lines.Length);
        Assert.Equal($"Data {Path.GetFileName(folder.Path)}: 250 images of 28 × 28 (180 training, 20 validation, 50 test), 10 classes.", lines[0]);
        Assert.StartsWith("epoch    train = reconstr. +", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("    1 ", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("    2 ", lines[3], StringComparison.Ordinal);
        Assert.Matches(@"^Test: \d+\.\d\d = reconstruction \d+\.\d\d \+ KL \d+\.\d\d nats per image \(floor \d+\.\d, mean image \d+\.\d\)\.$", lines[4]);
        Assert.Matches(@"^−log p\(x\) by 500 importance samples, first \d+ test images: \d+\.\d\d nats per image, where their −ELBO is \d+\.\d\d\.$", lines[5]);
        Assert.Matches(@"^energy distance: -?\d\S*, between the codes of \d+ images and as many points of the prior: 0, or by chance a little less, where these are one distribution\.$", lines[6]);
        Assert.Matches(@"^sharpness: \d\S*, of \d+ samples: how much neighbouring pixels differ, beside 1 for real images\.$", lines[7]);
        Assert.Equal("Model, metrics and figures are in run.", lines[8]);
        Assert.Equal($"To touch them, open {Path.Combine("run", "report.html")} in a browser.", lines[9]);
        AssertWhole(folder.At("run"));

        Assert.Equal(2, File.ReadAllLines(folder.At("run", "metrics.jsonl")).Length);
        using JsonDocument config = Json(folder.At("run", "config.json"));
        Assert.Equal([32, 16], config.RootElement.GetProperty("model").GetProperty("hidden").EnumerateArray().Select(units => units.GetInt32()));
        Assert.Equal(ulong.MaxValue, config.RootElement.GetProperty("training").GetProperty("seed").GetUInt64());
        using JsonDocument summary = Json(folder.At("run", "summary.json"));
        Assert.Equal((2, 6), (summary.RootElement.GetProperty("epochs").GetInt32(), summary.RootElement.GetProperty("steps").GetInt32()));
        Assert.Equal("completed", summary.RootElement.GetProperty("end").GetString());
    }

    [Fact]
    public void What_was_read_and_left_out_is_said_before_training()
    {
        using TempFolder folder = TinyData.OfClasses(10, "a", "b");
        folder.Write(Path.Combine("a", "x.heic"), [1]);
        using ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--batch-size", "4"]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        Assert.Equal($"Data {Path.GetFileName(folder.Path)}: 20 images of 4 × 4 (17 training, 1 validation, 2 test), 2 classes (a, b); left out: 1 .heic.", lines[0]);
        Assert.StartsWith("Warning: Only PNG, JPEG, WebP, GIF, BMP and TIFF images are read, and '.' has others (1 .heic): convert them to PNG", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("epoch", lines[2], StringComparison.Ordinal);
    }

    /// <summary>Data that come with the program need no other option.</summary>
    [Fact]
    public void A_name_of_data_is_enough()
    {
        using TempFolder folder = new();
        using ChildProcess vae = Vae.Run(folder.Path, "train", "--dataset", "emoji", "--epochs", "1", "--hidden", "8", "--figures", "none");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        Assert.StartsWith("Data emoji: 1,906 colour images of 32 × 32 (1,545 training, 171 validation, 190 test), 9 classes (Activities, Animals & Nature, ", lines[0], StringComparison.Ordinal);
        Assert.Equal("Latent space of 2 dimensions; --latent-dim N takes another number.", lines[1]);
        using ChildProcess evaluate = Vae.Run(folder.Path, "evaluate", Path.Combine("runs", "vae"), "--importance-samples", "2");
        Assert.Equal((ExitCode.Success, string.Empty), (evaluate.ExitCode, evaluate.Error));
        Assert.Contains("\n190 images of emoji (test), nats per image\n", evaluate.Output, StringComparison.Ordinal);
    }

    /// <summary>Data of one's own need no other option: batches become smaller for few of them, and what was decided is said.</summary>
    [Fact]
    public void Own_data_alone_are_enough()
    {
        using TempFolder folder = TinyData.OfPictures(60);
        using ChildProcess vae = Vae.Run(folder.Path, "train", "--data", ".", "--epochs", "1", "--hidden", "8", "--figures", "none");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        Assert.Equal("Latent space of 2 dimensions; --latent-dim N takes another number.", lines[1]);
        Assert.Equal("Batch size 4, for 49 training samples; --batch-size N takes another one.", lines[2]);
        Assert.Contains("\"batch_size\": 4,", File.ReadAllText(folder.At("runs", "vae", "config.json")), StringComparison.Ordinal);
        Assert.Equal(["--batch-size is 50, and there are only 49 training images; it needs at most that many, for example 49."], Vae.Faults(folder.Path, "train", "--data", ".", "--batch-size", "50"));
    }

    /// <summary>A folder of one's own may be called as a dataset that VaeLab knows.</summary>
    [Fact]
    public void A_folder_called_mnist_is_read_as_its_run_says()
    {
        using TempFolder folder = new(), pictures = TinyData.OfPictures(30);
        Directory.Move(pictures.Path, folder.At("mnist"));
        Directory.CreateDirectory(pictures.Path);
        using ChildProcess vae = Vae.Run(folder.Path, "train", "--data", "mnist", "--invert", "--epochs", "1", "--hidden", "8", "--figures", "none", "--out", "run");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        using ChildProcess report = Vae.Run(folder.Path, "report", "run", "--data", "mnist");
        Assert.Equal((ExitCode.Success, string.Empty), (report.ExitCode, report.Error));
    }

    /// <summary>The run keeps how its images were read, and all that comes after reads images so.</summary>
    [Fact]
    public void Pictures_in_colour_of_any_size_are_trained_on_drawn_and_read_alike()
    {
        using TempFolder folder = TinyData.OfPictures(20), more = TinyData.OfPictures(3);
        folder.Write("broken.jpg", [1]);
        string[] train = ["train", "--experiment", "2d", "--data", ".", "--epochs", "1", "--hidden", "8", "--batch-size", "4", "--colours", "rgb", "--size", "4x3", "--out", "run"];
        Assert.Equal(
            ["'./broken.jpg' is no PNG, JPEG, WebP, GIF, BMP or TIFF image: convert it to one of these.", "To leave out images that cannot be read, give --skip-broken."],
            Vae.Faults(folder.Path, train));
        using ChildProcess vae = Vae.Run(folder.Path, [.. train, "--skip-broken", "--invert"]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        Assert.Equal($"Data {Path.GetFileName(folder.Path)}: 20 colour images of 3 × 4 (17 training, 1 validation, 2 test), scaled to 3 × 4, inverted; left out: 1 unreadable.", lines[0]);
        Assert.StartsWith("Warning: Images that cannot be read are left out (1): './broken.jpg' is no PNG", lines[1], StringComparison.Ordinal);
        foreach (string figure in (string[])["reconstructions", "samples", "manifold"])
            Assert.Equal(2, File.ReadAllBytes(folder.At("run", "figures", $"{figure}.png"))[25] & 2); // in colour

        using ChildProcess evaluate = Vae.Run(folder.Path, "evaluate", "run", "--data", more.Path, "--importance-samples", "2");
        Assert.Contains(": 3 colour images of 3 × 4, scaled to 3 × 4, inverted", evaluate.Output, StringComparison.Ordinal);
        foreach (string[] command in (string[][])[["encode", "run", "--input", more.Path, "--out", "codes.csv"], ["sample", "run", "--count", "3", "--out", "samples"], ["encode", "run", "--input", "samples/1.png", "--out", "one.csv"]])
        {
            using ChildProcess done = Vae.Run(folder.Path, command);
            Assert.Equal((ExitCode.Success, string.Empty), (done.ExitCode, done.Error));
        }

        Assert.Equal(4, File.ReadAllLines(folder.At("codes.csv")).Length);
        Directory.Delete(folder.At("samples"), recursive: true);
        using ChildProcess again = Vae.Run(folder.Path, "report", "run", "--data", "."); // its own pictures are below that folder, and no data
        Assert.Equal((ExitCode.Success, string.Empty), (again.ExitCode, again.Error));
        Assert.Equal(
            ["--fit has no effect without --size; add that, or leave --fit out."],
            Vae.Faults(folder.Path, "train", "--experiment", "2d", "--data", more.Path, "--fit", "pad")[..1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Any_latent_space_can_be_trained_and_drawn(int latentDim)
    {
        using TempFolder folder = TinyData.OfMnist(training: 150, test: 30);
        using ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--latent-dim", FormattableString.Invariant($"{latentDim}")]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        AssertWhole(folder.At("run"), latentDim);
    }

    [Theory]
    [InlineData(16, 12)]
    [InlineData(1, 9)]
    [InlineData(1, 1)]
    [InlineData(300, 1)]
    [InlineData(1, 300)]
    public void Images_of_other_sizes_and_few_classes_work(int width, int height)
    {
        using TempFolder folder = TinyData.OfStripes(width, height);
        using ChildProcess vae = Vae.Run(folder.Path, Vae.QuickTraining);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        AssertWhole(folder.At("run"));
    }

    [Fact]
    public void The_smallest_dataset_works()
    {
        using TempFolder folder = TinyData.OfStripes(5, 3, training: 10, test: 1);
        using ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--batch-size", "9"]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        AssertWhole(folder.At("run"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads()
    {
        using TempFolder folder = TinyData.OfMnist();
        byte[] model = Model("one", "--threads", "1", "--seed", "7");
        Assert.Equal(model, Model("two", "--threads", "2", "--seed", "7"));
        Assert.Equal(model, Model("again", "--threads", "5", "--seed", "7"));
        Assert.NotEqual(model, Model("other", "--threads", "2", "--seed", "8"));

        byte[] Model(string name, params string[] options)
        {
            using ChildProcess vae = Vae.Run(
                folder.Path, ["train", "--experiment", "2d", "--data", ".", "--epochs", "2", "--hidden", "24", "--batch-size", "50", "--figures", "none", "--out", name, .. options]);
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
            return File.ReadAllBytes(folder.At(name, "model.safetensors"));
        }
    }

    [Fact]
    public void Runs_have_folders_of_their_own()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        string[] training = [.. Vae.QuickTraining.SkipLast(2)];
        foreach (string name in new[] { "vae_2d", "vae_2d-2" })
        {
            using ChildProcess vae = Vae.Run(folder.Path, training);
            Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
            Assert.EndsWith($"open {Path.Combine("runs", name, "report.html")} in a browser.\n", vae.Output, StringComparison.Ordinal);
            AssertWhole(folder.At("runs", name));
        }
    }

    [Theory]
    [InlineData("135")]
    [InlineData("10")]
    public void A_training_that_diverges_is_explained_and_keeps_its_last_good_state(string batchSize)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        using ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--learning-rate", "1e30", "--batch-size", batchSize]);
        Assert.Equal((ExitCode.Failure, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Contains("\nWarning: The loss is no longer a finite number in epoch 1, batch ", vae.Output, StringComparison.Ordinal);
        Assert.Contains("instead of --learning-rate 1E+30, try 0.001. See docs/troubleshooting.md#the-loss-is-not-a-number.\n", vae.Output, StringComparison.Ordinal);
        Assert.EndsWith("in a browser.\n", vae.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.At("run", "model.safetensors")));
        using JsonDocument summary = Json(folder.At("run", "summary.json"));
        Assert.Equal("diverged", summary.RootElement.GetProperty("end").GetString());
        Assert.True(double.IsFinite(summary.RootElement.GetProperty("test").GetProperty("total").GetDouble()));
    }

    [Fact]
    public void A_training_that_ends_worse_than_the_mean_image_fails_and_keeps_its_run()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        using ChildProcess vae = Vae.Run(
            folder.Path, "train", "--experiment", "2d", "--data", ".", "--hidden", "8", "--batch-size", "10", "--epochs", "40", "--learning-rate", "5", "--latent-dim", "8", "--out", "run");
        Assert.Equal((ExitCode.Failure, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Matches("\nWarning: (The model ends worse than the mean image: |The KL explodes: )", vae.Output);
        Assert.True(File.Exists(folder.At("run", "report.html")));
    }

    [Fact]
    public void A_training_that_collapses_says_so_while_it_goes_on_and_at_its_end()
    {
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Run(
            folder.Path, "train", "--experiment", "2d", "--data", ".", "--hidden", "16", "--batch-size", "10", "--epochs", "30", "--beta", "784", "--out", "run");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        string[] warnings = [.. lines.Where(line => line.StartsWith("Warning: Posterior collapse: none of 2 latent dimensions depends on the image", StringComparison.Ordinal))];
        Assert.Equal(2, warnings.Length);
        Assert.All(warnings, warning => Assert.EndsWith("See docs/troubleshooting.md#posterior-collapse.", warning, StringComparison.Ordinal));
        Assert.StartsWith("   30 ", lines[Array.LastIndexOf(lines, warnings[1]) - 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "")]
    [InlineData("some", "latent_space.png loss_curves.png reconstructions.png samples.png")]
    public void As_many_figures_are_drawn_as_one_wants(string figures, string expected)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        using ChildProcess vae = Vae.Run(folder.Path, [.. Vae.QuickTraining, "--figures", figures]);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string drawn = folder.At("run", "figures");
        Assert.Equal(expected, string.Join(' ', (Directory.Exists(drawn) ? Directory.GetFiles(drawn) : []).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        Assert.True(File.Exists(folder.At("run", "report.html")));
    }

    private static void AssertWhole(string run, int latentDim = 2)
    {
        string[] figures = [.. s_figures.Concat(latentDim switch
        {
            1 => Array.Empty<string>(),
            2 => ["covariance.png", "latent_dimensions.png", "latent_ellipses.png", "manifold_tilted.png"],
            _ =>
            [
                "covariance.png", "latent_dimensions.png", "latent_3d.png", "latent_pairs.png", "manifold_slices.png",
                "manifold_slice_-1.png", "manifold_slice_0.png", "manifold_slice_1.png",
            ],
        })];
        string[] expected = ["config.json", .. figures.Select(name => Path.Combine("figures", name)), "machine.json", "metrics.jsonl", "model.onnx", "model.safetensors", "report.html", "summary.json"];
        string[] files = [.. Directory.GetFiles(run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run, file))];
        Assert.Equal(expected.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.All(figures, name =>
            Assert.Equal([0x89, .. "PNG\r\n\u001a\n"u8], File.ReadAllBytes(Path.Combine(run, "figures", name))[..8]));
    }

    private static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));
}
