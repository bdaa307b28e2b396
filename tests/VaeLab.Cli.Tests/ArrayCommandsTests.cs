using System.Globalization;
using System.IO.Compression;
using System.Text;
using VaeLab.Data;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Arrays of NumPy's as data and as results, and the commands for the images of one's own.</summary>
public sealed class ArrayCommandsTests
{
    private static readonly string[] s_train = ["train", "--experiment", "2d", "--epochs", "1", "--hidden", "8", "--batch-size", "20", "--threads", "2", "--figures", "none"];

    /// <summary>Whole numbers up to 16 keep their scale in the run: for other files too, whose greatest is another.</summary>
    [Fact]
    public void Arrays_are_trained_on_judged_and_encoded_by_the_runs_own_scale()
    {
        using var folder = new TempFolder();
        WriteDigits(folder.At("digits.npz"), 120, greatest: 16);
        WriteDigits(folder.At("dark.npz"), 12, greatest: 7);
        Assert.Contains(
            "Data digits: 120 images of 8 × 8 (98 training, 10 validation, 12 test), 2 classes, from data and target (samples and labels), rows of 64 numbers taken as images, whole numbers divided by their greatest, 16; left out: 1 array (DESCR).\n",
            Output(folder, [.. s_train, "--data", "digits.npz", "--out", "run"]), StringComparison.Ordinal);
        Assert.Contains("\"divided_by\": 16", File.ReadAllText(folder.At("run", "config.json")), StringComparison.Ordinal);

        Assert.Contains("12 images of digits (test), nats per image", Output(folder, "evaluate", "run", "--data", "digits.npz", "--importance-samples", "2"), StringComparison.Ordinal);
        string dark = Output(folder, "evaluate", "run", "--data", "dark.npz", "--importance-samples", "2");
        Assert.Contains("whole numbers divided by 16, as those that the model was trained on", dark, StringComparison.Ordinal);
        Assert.Contains("12 images of dark (all, not the data that the model was trained on)", dark, StringComparison.Ordinal);
        Assert.Equal(
            "Read 'dark.npz': from data and target (samples and labels), rows of 64 numbers taken as images, whole numbers divided by 16, as those that the model was trained on, left out 1 array (DESCR).\n"
            + "The codes of 12 images are in codes.csv.\n",
            Output(folder, "encode", "run", "--input", "dark.npz", "--out", "codes.csv"));
        Assert.Equal("image,class,z1,z2,sd1,sd2", File.ReadLines(folder.At("codes.csv")).First());

        WriteDigits(folder.At("bright.npz"), 12, greatest: 17);
        Assert.Equal(
            ["'bright.npz:data' has numbers from 0 to 17, and the model was trained on whole numbers from 0 to 16, divided by 16: give such numbers, or numbers in [0, 1] that are divided already."],
            Vae.Faults(folder.Path, "encode", "run", "--input", "bright.npz"));
        Assert.Contains("is the same, to the last bit", Output(folder, "train", "--verify", "run", "--data", "digits.npz"), StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_outside_0_to_1_need_a_likelihood_that_takes_them()
    {
        using var folder = new TempFolder();
        WriteArray(folder.At("x.npy"), [40, 5], [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? -1.5f : 0.25f * (i % 7))]);
        string fault = Assert.Single(Vae.Faults(folder.Path, [.. s_train, "--data", "x.npy"]));
        Assert.Contains("There is -1.5 in training sample 0, at position 0, and the model's likelihood needs values in [0, 1]: scale the data, or take a Gaussian likelihood", fault, StringComparison.Ordinal);
        Assert.Contains("Data x: 40 samples of 5 features (33 training, 3 validation, 4 test), numbers from -1.5 to 1.5 taken as they are.\n", Output(folder, [.. s_train, "--data", "x.npy", "--likelihood", "gaussian", "--out", "run"]), StringComparison.Ordinal);
        Output(folder, "reconstruct", "run", "--input", "x.npy", "--out", "again.npy");
        (int[] shape, float[] values) = ReadArray(folder.At("again.npy"));
        Assert.Equal([40, 5], shape);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Codes_and_images_go_through_arrays()
    {
        using TempFolder folder = Pretrained.Run();
        Assert.Equal("12 images are in x.npy.\n", Output(folder, "sample", "run", "--count", "12", "--out", "x.npy"));
        Output(folder, "sample", "run", "--count", "12", "--out", "x.csv");
        (int[] shape, float[] pixels) = ReadArray(folder.At("x.npy"));
        Assert.Equal([12, 28, 28], shape);
        Assert.Equal(Numbers(folder.At("x.csv"), skip: 1), pixels);

        Output(folder, "encode", "run", "--input", "x.npy", "--out", "z.csv");
        Output(folder, "encode", "run", "--input", "x.npy", "--out", "z.npz");
        Assert.StartsWith("Read 'x.npy': numbers from ", Output(folder, "encode", "run", "--input", "x.npy", "--out", "z.npy"), StringComparison.Ordinal);
        Assert.Equal(Numbers(folder.At("z.csv"), skip: 1, columns: 2), ReadArray(folder.At("z.npy")).Values);
        foreach (string form in (string[])["z.csv", "z.npz", "z.npy"])
            Output(folder, "decode", "run", "--input", form, "--out", form + ".npy");
        Assert.Equal(File.ReadAllBytes(folder.At("z.csv.npy")), File.ReadAllBytes(folder.At("z.npz.npy")));
        Assert.Equal(File.ReadAllBytes(folder.At("z.csv.npy")), File.ReadAllBytes(folder.At("z.npy.npy")));

        WriteArray(folder.At("three.npy"), [4, 3], new float[12]);
        Assert.Equal(["'three.npy' has the shape 4 × 3; it needs rows of 2 numbers, one for each image."], Vae.Faults(folder.Path, "decode", "run", "--input", "three.npy"));
        Assert.Equal(["'three.npy' has images of 3 features (height × width, after the channels of colour images), and the model takes 28 × 28: scale them."], Vae.Faults(folder.Path, "encode", "run", "--input", "three.npy"));
        Assert.Equal(["'z.npy' is there already: give another name with --out, or write over it with --overwrite."], Vae.Faults(folder.Path, "encode", "run", "--input", "x.npy", "--out", "z.npy"));
    }

    /// <summary>The columns agree with each other and with what the run was trained on.</summary>
    [Fact]
    public void Scores_are_those_of_each_image_alone()
    {
        using TempFolder folder = TinyData.OfStripes(8, 8, 150, 20);
        Output(folder, [.. s_train, "--data", ".", "--out", "run"]);
        string said = Output(folder, "score", "run", "--input", ".", "--data", ".", "--importance-samples", "20");
        Assert.Contains("The scores of 170 images are in run/scores.csv: neg_elbo, reconstruction, kl, neg_log_likelihood, percentile.\n", said, StringComparison.Ordinal);
        Assert.Contains("percentile is the share of the first 135 training images whose −ELBO is no higher, in per cent", said, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(folder.At("run", "scores.csv"));
        Assert.Equal("image,class,neg_elbo,reconstruction,kl,neg_log_likelihood,percentile", lines[0]);
        Assert.StartsWith("training/1,0,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("test/20,", lines[170], StringComparison.Ordinal);
        float[][] rows = [.. lines.Skip(1).Select(line => line.Split(',').Skip(2).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray())];
        Assert.All(rows, row => Assert.Equal(row[0], row[1] + row[2], 1e-3 * row[0]));
        Assert.True(rows.Average(row => row[3]) < rows.Average(row => row[0]), "The importance-weighted bound is tighter than the ELBO.");
        Assert.Equal(100, rows[..135].Max(row => row[4]));
        Assert.All(rows[..135], row => Assert.Equal(100f * rows[..135].Count(other => other[0] <= row[0]) / 135, row[4], 0.8)); // floats may tie

        Output(folder, "score", "run", "--input", "t10k-images-idx3-ubyte", "--importance-samples", "20", "--out", "test.csv");
        Assert.Equal("image,neg_elbo,reconstruction,kl,neg_log_likelihood", File.ReadLines(folder.At("test.csv")).First());
        Assert.Equal(rows[150][..3], File.ReadAllLines(folder.At("test.csv"))[1].Split(',')[1..4].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)));
        Assert.Contains("Left out: percentile (the training data are not known here; give them with --data PATH).\n", Output(folder, "score", "run", "--input", "t10k-images-idx3-ubyte", "--out", "test.json"), StringComparison.Ordinal);
        Assert.StartsWith("[{\"image\":\"1\",\"neg_elbo\":", File.ReadAllText(folder.At("test.json")), StringComparison.Ordinal);
        using TempFolder other = TinyData.OfStripes(8, 8, 151, 20);
        Assert.Contains("are not what the model was trained on", Assert.Single(Vae.Faults(folder.Path, "score", "run", "--input", "t10k-images-idx3-ubyte", "--data", other.Path, "--out", "o.csv")), StringComparison.Ordinal);
        Assert.Equal(["--out is 'a.npy'; it needs a file that ends in .csv, .json or .npz."], Vae.Faults(folder.Path, "score", "run", "--input", ".", "--out", "a.npy"));
    }

    [Theory]
    [InlineData("adversarial", "reconstruction,percentile", "neg_elbo and kl (KL none: a code is a point, and what it costs is charged nowhere)")]
    [InlineData("vq", "neg_elbo,reconstruction,kl,percentile", "neg_log_likelihood (the codes have no density to weigh samples by)")]
    [InlineData("conditional", "neg_elbo,reconstruction,kl,neg_log_likelihood,percentile", null)]
    [InlineData("hierarchical", "neg_elbo,reconstruction,kl,neg_log_likelihood,percentile", null)]
    public void What_does_not_hold_for_a_kind_of_model_is_left_out_and_said(string model, string columns, string? leftOut)
    {
        using TempFolder folder = TinyData.OfStripes(8, 8, 60, 20);
        Output(folder, "train", "--model", model, "--data", ".", "--epochs", "1", "--hidden", "8", "--batch-size", "20", "--threads", "2", "--figures", "none", "--out", "run");
        string said = Output(folder, "score", "run", "--input", ".", "--data", ".", "--importance-samples", "3");
        Assert.Contains($"run/scores.csv: {columns.Replace(",", ", ", StringComparison.Ordinal)}.\n", said, StringComparison.Ordinal);
        Assert.Equal($"image,class,{columns}", File.ReadLines(folder.At("run", "scores.csv")).First());
        Assert.Equal(leftOut is not null, said.Contains("Left out: ", StringComparison.Ordinal));
        Assert.Contains(leftOut is null ? "percentile" : $"Left out: {leftOut}.\n", said, StringComparison.Ordinal);
        Output(folder, "reconstruct", "run", "--input", ".");
    }

    [Fact]
    public void Reconstructions_stand_below_their_images()
    {
        using TempFolder folder = Pretrained.Run();
        Output(folder, "sample", "run", "--count", "14", "--out", "x.npy");
        Output(folder, "encode", "run", "--input", "x.npy", "--out", "z.npy");
        Output(folder, "decode", "run", "--input", "z.npy", "--out", "decoded.npy");
        Output(folder, "reconstruct", "run", "--input", "x.npy", "--out", "again.npy");
        Assert.All(ReadArray(folder.At("decoded.npy")).Values.Zip(ReadArray(folder.At("again.npy")).Values), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.EndsWith("14 images are in run/reconstructions.png, and below each row its reconstructions.\n", Output(folder, "reconstruct", "run", "--input", "x.npy"), StringComparison.Ordinal);
        GrayImage sheet = PngFile.Read(folder.At("run", "reconstructions.png"));
        Assert.Equal(((12 * 30) - 2, (4 * 30) - 2), (sheet.Width, sheet.Height));
    }

    /// <summary>The nearest neighbour of a training image is itself.</summary>
    [Fact]
    public void Neighbours_are_the_nearest_training_images()
    {
        using TempFolder folder = TinyData.OfStripes(8, 8, 150, 20);
        Output(folder, [.. s_train, "--data", ".", "--out", "run"]);
        Assert.EndsWith(
            "The 3 nearest of 135 training images to each of 150 are in run/neighbours.png and run/neighbours.csv.\n",
            Output(folder, "neighbours", "run", "--input", "train-images-idx3-ubyte", "--data", ".", "--count", "3"), StringComparison.Ordinal);
        GrayImage picture = PngFile.Read(folder.At("run", "neighbours.png"));
        Assert.Equal(((4 * 10) - 2, (150 * 10) - 2), (picture.Width, picture.Height));
        string[] lines = File.ReadAllLines(folder.At("run", "neighbours.csv"));
        Assert.Equal("image,class,rank,training_image,distance", lines[0]);
        Assert.Equal(1 + (3 * 150), lines.Length);
        for (int i = 0; i < 135; i++)
        {
            string[] cells = lines[1 + (3 * i)].Split(',');
            Assert.Equal((FormattableString.Invariant($"{i + 1}"), "1", "0"), (cells[0], cells[2], cells[4])); // stripes repeat, so that it may be a twin
        }

        Assert.Equal(
            ["Neighbours are looked for among the training images, and the training data are not known here; give them with --data PATH."],
            Vae.Faults(folder.Path, "neighbours", "run", "--input", "train-images-idx3-ubyte"));
        Output(folder, "neighbours", "run", "--input", "t10k-images-idx3-ubyte", "--data", ".", "--out", "n.json");
        Assert.Equal(["'n.json' is there already: give another name with --out, or write over it with --overwrite."], Vae.Faults(folder.Path, "neighbours", "run", "--input", "t10k-images-idx3-ubyte", "--data", ".", "--out", "n.json"));
        Assert.Equal(["--count is '0'; it needs a whole number from 1 to 100, for example 8."], Vae.Faults(folder.Path, "neighbours", "run", "--input", "x", "--count", "0"));
    }

    [Fact]
    public void A_spherical_path_has_the_same_ends_and_another_middle()
    {
        using TempFolder folder = Pretrained.Run();
        Output(folder, "interpolate", "run", "--rows", "2", "--steps", "3", "--out", "linear.csv");
        Output(folder, "interpolate", "run", "--rows", "2", "--steps", "3", "--path", "spherical", "--out", "spherical.csv");
        float[] linear = Numbers(folder.At("linear.csv"), skip: 1), spherical = Numbers(folder.At("spherical.csv"), skip: 1);
        foreach (int end in (int[])[0, 2, 3, 5])
            Assert.All(linear[(784 * end)..(784 * (end + 1))].Zip(spherical[(784 * end)..(784 * (end + 1))]), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        Assert.NotEqual(linear[784..1568], spherical[784..1568]);
        Assert.Equal(["--path is 'round'; it needs linear or spherical."], Vae.Faults(folder.Path, "interpolate", "run", "--path", "round"));
    }

    private static string Output(TempFolder folder, params string[] args)
    {
        using ChildProcess vae = Vae.Run(folder.Path, args);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        return vae.Output;
    }

    private static float[] Numbers(string path, int skip, int columns = int.MaxValue) =>
        [.. File.ReadLines(path).Skip(1).SelectMany(line => line.Split(',').Skip(skip).Take(columns)).Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))];

    /// <summary>As scikit-learn's digits are saved: rows of 64 whole numbers as 64-bit floats, labels, and a text.</summary>
    private static void WriteDigits(string path, int count, int greatest)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var pixels = new double[count * 64];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (i + (i / 64 % 2 * 8)) % 16 < 8 ? greatest : i / 64 % 5;
        Write("data", FormattableString.Invariant($"'<f8', 'fortran_order': False, 'shape': ({count}, 64)"), [.. pixels.SelectMany(BitConverter.GetBytes)]);
        Write("target", FormattableString.Invariant($"'<i8', 'fortran_order': False, 'shape': ({count},)"), [.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes((long)(i % 2)))]);
        Write("DESCR", "'<U2', 'fortran_order': False, 'shape': ()", Encoding.UTF32.GetBytes("hi"));

        void Write(string name, string header, byte[] payload)
        {
            using Stream entry = archive.CreateEntry(name + ".npy").Open();
            entry.Write(Array(header, payload));
        }
    }

    private static byte[] Array(string header, byte[] payload)
    {
        string text = $"{{'descr': {header}}}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. payload];
    }

    private static void WriteArray(string path, int[] shape, float[] values) =>
        File.WriteAllBytes(path, Array($"'<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},)", [.. values.SelectMany(BitConverter.GetBytes)]));

    /// <summary>Reads an array of 32-bit floats without the code under test.</summary>
    private static (int[] Shape, float[] Values) ReadArray(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int start = 10 + BitConverter.ToUInt16(bytes, 8);
        string header = Encoding.ASCII.GetString(bytes, 10, start - 10);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (", header, StringComparison.Ordinal);
        int[] shape = [.. header.Split('(', ')')[1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        return (shape, [.. Enumerable.Range(0, (bytes.Length - start) / sizeof(float)).Select(i => BitConverter.ToSingle(bytes, start + (i * sizeof(float))))]);
    }
}
