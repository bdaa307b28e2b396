using VaeLab.Data;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class ModelCommandsTests
{
    [Fact]
    public void Samples_depend_on_their_seed_only()
    {
        using TempFolder folder = Pretrained.Run();
        Assert.Equal("64 images are in run/samples.png.\n", Output(folder, "sample", "run"));
        Output(folder, "sample", "run", "--out", "again.png");
        Output(folder, "sample", "run", "--seed", "1", "--out", "other.png");
        Output(folder, "sample", "run", "--count", "5", "--out", "five.csv");
        Output(folder, "sample", "run", "--count", "9", "--out", "nine.csv");
        byte[] samples = File.ReadAllBytes(folder.At("run", "samples.png"));
        Assert.Equal(samples, File.ReadAllBytes(folder.At("again.png")));
        Assert.NotEqual(samples, File.ReadAllBytes(folder.At("other.png")));
        Assert.StartsWith(File.ReadAllText(folder.At("five.csv")), File.ReadAllText(folder.At("nine.csv")), StringComparison.Ordinal);

        GrayImage sheet = PngFile.Read(folder.At("run", "samples.png"));
        Assert.Equal(((8 * 30) - 2, (8 * 30) - 2), (sheet.Width, sheet.Height));
        Assert.InRange(sheet.Pixels.Average(pixel => pixel), 10, 80); // digits: ink on black
        Assert.InRange(sheet.Pixels.Max(), 150, 255);
    }

    /// <summary>Images as PNGs, as IDX and as a table have the same codes, and these decode to the same images.</summary>
    [Fact]
    public void Images_and_codes_go_there_and_back_in_every_form()
    {
        using TempFolder folder = Pretrained.Run();
        var digits = (ImageSet)Dataset.Mnist().Test!.Slice(0, 12);
        Directory.CreateDirectory(folder.At("digits", "some"));
        for (int i = 0; i < digits.Count; i++)
        {
            using FileStream stream = File.Create(folder.At("digits", "some", FormattableString.Invariant($"{i + 10}.png")));
            PngFile.Write(stream, new(digits[i].ToArray(), 28, 28));
        }

        Assert.Equal("The codes of 12 images are in run/codes.csv.\n", Output(folder, "encode", "run", "--input", "digits"));
        string[] codes = File.ReadAllLines(folder.At("run", "codes.csv"));
        Assert.Equal("image,z1,z2,sd1,sd2", codes[0]);
        Assert.StartsWith("some/10.png,", codes[1], StringComparison.Ordinal);
        Output(folder, "encode", "run", "--input", "digits", "--out", "codes.json");

        byte[]? images = null;
        foreach ((string from, string to) in ((string, string)[])[("run/codes.csv", "a.idx"), ("codes.json", "b.idx")])
        {
            Output(folder, "decode", "run", "--input", from, "--out", to);
            images ??= File.ReadAllBytes(folder.At(to));
            Assert.Equal(images, File.ReadAllBytes(folder.At(to)));
        }

        foreach (string form in (string[])["again", "again.csv", "again.json", "again.npy", "again.npz", "again.idx"])
        {
            Output(folder, "decode", "run", "--input", "codes.json", "--out", form);
            Output(folder, "encode", "run", "--input", form, "--out", form + ".codes.csv");
        }

        // Bytes round what rows of numbers keep.
        foreach (string form in (string[])["again.json", "again.npy", "again.npz"])
            Assert.Equal(Numbers("again.csv.codes.csv"), Numbers(form + ".codes.csv"));
        Assert.Equal(Numbers("again.codes.csv"), Numbers("again.idx.codes.csv"));
        Assert.All(Numbers("again.csv.codes.csv").Zip(Numbers("again.idx.codes.csv")), pair => Assert.Equal(pair.First, pair.Second, 0.05));

        double[] Numbers(string name) => [.. File.ReadLines(folder.At(name)).Skip(1)
            .SelectMany(line => line.Split(',').Skip(1))
            .Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
    }

    [Fact]
    public void Lines_go_from_one_image_to_the_other()
    {
        using TempFolder folder = Pretrained.Run();
        Assert.Equal("80 images are in run/interpolation.png.\n", Output(folder, "interpolate", "run"));
        GrayImage sheet = PngFile.Read(folder.At("run", "interpolation.png"));
        Assert.Equal(((10 * 30) - 2, (8 * 30) - 2), (sheet.Width, sheet.Height));

        Output(folder, "sample", "run", "--count", "4", "--out", "ends");
        Output(folder, "encode", "run", "--input", "ends");
        Output(folder, "decode", "run", "--input", "run/codes.csv", "--out", "ends.csv");
        Output(folder, "interpolate", "run", "--input", "ends", "--steps", "3", "--out", "lines.csv");
        string[] ends = Pixels("ends.csv"), lines = Pixels("lines.csv");
        Assert.Equal(6, lines.Length);
        Assert.Equal(ends, new[] { lines[0], lines[2], lines[3], lines[5] });

        string[] Pixels(string name) => [.. File.ReadLines(folder.At(name)).Skip(1).Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..])];
    }

    /// <summary>A strength of 0 is the reconstruction; 1 from one image to another leads from the former exactly to the latter.</summary>
    [Fact]
    public void Arithmetic_adds_what_tells_two_folders_apart()
    {
        using TempFolder folder = Pretrained.Run();
        Output(folder, "sample", "run", "--count", "3", "--out", "all");
        foreach (string name in (string[])["from", "to"])
            Directory.CreateDirectory(folder.At(name));
        File.Copy(folder.At("all", "1.png"), folder.At("from", "1.png"));
        File.Copy(folder.At("all", "2.png"), folder.At("to", "2.png"));
        string[] sets = ["--from", "from", "--to", "to"];
        Assert.Equal("15 images are in run/arithmetic.png.\n", Output(folder, ["arithmetic", "run", "--input", "all", .. sets]));
        GrayImage sheet = PngFile.Read(folder.At("run", "arithmetic.png"));
        Assert.Equal(((5 * 30) - 2, (3 * 30) - 2), (sheet.Width, sheet.Height));

        Output(folder, "reconstruct", "run", "--input", "all", "--out", "again.csv");
        Output(folder, ["arithmetic", "run", "--input", "all", .. sets, "--strength", "0,1", "--out", "shifted.csv"]);
        double[][] again = Pixels("again.csv"), shifted = Pixels("shifted.csv");
        Assert.Equal(6, shifted.Length);
        AssertClose(again[0], shifted[0]);
        AssertClose(again[1], shifted[1]);
        AssertClose(again[1], shifted[2]);
        AssertClose(again[2], shifted[4]);
        Output(folder, ["arithmetic", "run", "--input", "to", .. sets, "--strength", "-1", "--out", "back.csv"]);
        AssertClose(again[0], Assert.Single(Pixels("back.csv")));

        // The mean of a folder counts, not each image.
        File.Copy(folder.At("all", "1.png"), folder.At("to", "1.png"));
        Output(folder, ["arithmetic", "run", "--input", "from", .. sets, "--strength", "2", "--out", "twice.csv"]);
        AssertClose(again[1], Assert.Single(Pixels("twice.csv")));

        Assert.Equal(
            ["--from is missing; it needs a folder of images or IDX files, or an image, .csv, .json, .npy, .npz or IDX file.", "--strength is '1,x'; it needs 1 to 1000 numbers with commas between them, for example -2,-1,0,1,2."],
            Vae.Faults(folder.Path, "arithmetic", "run", "--input", "all", "--to", "to", "--strength", "1,x"));

        double[][] Pixels(string name) => [.. File.ReadLines(folder.At(name)).Skip(1).Select(line => line.Split(',').Skip(1).Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];

        static void AssertClose(double[] expected, double[] actual) => Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_folder_of_images_can_be_trained_on()
    {
        using TempFolder folder = Pretrained.Run();
        Output(folder, "sample", "run", "--count", "60", "--out", "digits");
        Output(folder, "train", "--experiment", "2d", "--data", "digits", "--epochs", "1", "--hidden", "8", "--batch-size", "10", "--threads", "1", "--out", "mine");
        Output(folder, "encode", "mine", "--input", "digits");
        Assert.Equal(61, File.ReadAllLines(folder.At("mine", "codes.csv")).Length);
        Assert.Contains("\"name\": \"digits\"", File.ReadAllText(folder.At("mine", "config.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_done_is_said()
    {
        using TempFolder folder = Pretrained.Run();
        Assert.Equal(
            [
                "A RUN is needed, for example: vae sample runs/vae_2d.",
                "--count is '0'; it needs a whole number from 1 to 10000, for example 64.",
                "--seed is '-1'; it needs a whole number from 0 to 18446744073709551615.",
                "--out is 'a.gif'; it needs the ending .png, .csv, .json, .npy, .npz or .idx, or none for a folder of PNG images.",
            ],
            Vae.Faults(folder.Path, "sample", "--count", "0", "--seed", "-1", "--out", "a.gif"));
        Assert.Equal(["--input is missing; it needs a folder of images or IDX files, or an image, .csv, .json, .npy, .npz or IDX file."], Vae.Faults(folder.Path, "encode", "run"));
        Assert.Equal(["--input has no value; it needs one: --input PATH."], Vae.Faults(folder.Path, "encode", "run", "--input"));
        Assert.Equal(["--out is 'codes.png'; it needs a file that ends in .csv, .json, .npy or .npz."], Vae.Faults(folder.Path, "encode", "run", "--input", "x", "--out", "codes.png"));
        Assert.Equal(["--input is 'x.png'; it needs a file that ends in .csv, .json, .npy or .npz."], Vae.Faults(folder.Path, "decode", "run", "--input", "x.png"));
        Assert.Equal(["'nowhere' does not exist: check the path."], Vae.Faults(folder.Path, "encode", "run", "--input", "nowhere"));
        Assert.Equal(["--rows cannot go with --input: there is a row for each two images."], Vae.Faults(folder.Path, "interpolate", "run", "--input", "x", "--rows", "2"));

        string config = Path.Combine("run", "config.json"), before = File.ReadAllText(folder.At("run", "config.json"));
        Output(folder, "sample", "run", "--count", "1", "--out", "one.png");
        Assert.Equal([$"--out is '{config}', which is a run's own file; it needs another name."], Vae.Faults(folder.Path, "sample", "run", "--out", config));
        Assert.Equal([$"--out is '{config}', which is a run's own file; it needs another name."], Vae.Faults(folder.Path, "encode", "run", "--input", "one.png", "--out", config));
        Assert.Equal(before, File.ReadAllText(folder.At("run", "config.json")));
        File.WriteAllText(folder.At("points.csv"), "1,2\n3\n");
        Assert.Equal(["'points.csv': line 2 has 1 columns, and needs 2: z1 … z2."], Vae.Faults(folder.Path, "decode", "run", "--input", "points.csv"));
        Output(folder, "sample", "run", "--count", "3", "--out", "three");
        Assert.Equal(["'three' holds 3 images, and lines go between two: give an even number."], Vae.Faults(folder.Path, "interpolate", "run", "--input", "three"));
    }

    [Theory]
    [InlineData("sample")]
    [InlineData("encode")]
    [InlineData("decode")]
    [InlineData("interpolate")]
    [InlineData("arithmetic")]
    [InlineData("reconstruct")]
    [InlineData("score")]
    [InlineData("neighbours")]
    [InlineData("export")]
    [InlineData("import")]
    public void Help_explains_each(string name)
    {
        using var folder = new TempFolder();
        string help = Output(folder, name, "--help");
        Assert.Equal(help, Output(folder, "help", name));
        Assert.Contains($"  vae {name} ", help, StringComparison.Ordinal);
        Assert.Contains("--out ", help, StringComparison.Ordinal);
        Assert.All(help.Split('\n'), line => Assert.InRange(line.Length, 0, 110));
    }

    private static string Output(TempFolder folder, params string[] args)
    {
        using ChildProcess vae = Vae.Run(folder.Path, args);
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        return vae.Output;
    }
}
