using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class OptionFaultsTests
{
    [Fact]
    public void All_faults_come_at_once_a_line_each()
    {
        string program = Environment.ProcessPath!;
        string[] faults = Vae.TrainFaults(
            "--epochs", "0", "--batch-size", "-3", "--learning-rate", "nan", "--beta", "x", "--hidden", "5,,7", "--latent-dim", "1.5",
            "--threads", "0", "--seed", "-1", "--data", "/nowhere", "--out", program);

        Assert.Equal(
            [
                "--latent-dim is '1.5'; it needs a whole number, for example 2.",
                "--hidden is '5,,7'; it needs whole numbers with commas between them, for example 512,256.",
                "--beta is 'x'; it needs a number, for example 1.",
                "--seed is '-1'; it needs a whole number from 0 to 18446744073709551615, for example 0.",
                $"--out is '{program}', which is a file; it needs a folder that is new or holds no run.",
                "--epochs is 0; it needs a whole number from 1 to 1000000, for example 30.",
                "--batch-size is -3; it needs a whole number of at least 1, for example 128.",
                "--learning-rate is NaN; it needs a number above 0, for example 0.001.",
                FormattableString.Invariant($"--threads is 0; it needs a whole number from 1 to 1024, for example {Environment.ProcessorCount}."),
                "Folder '/nowhere' does not exist or may not be read: give the folder that holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, plain or with .gz.",
            ],
            faults);
    }

    [Theory]
    [InlineData("--epochs", "99999999999999999999", "--epochs is '99999999999999999999'; it needs a whole number, for example 30.")]
    [InlineData("--epochs", "1000001", "--epochs is 1000001; it needs a whole number from 1 to 1000000, for example 30.")]
    [InlineData("--epochs", "", "--epochs is ''; it needs a whole number, for example 30.")]
    [InlineData("--epochs", "1e2", "--epochs is '1e2'; it needs a whole number, for example 30.")]
    [InlineData("--epochs", "٣", "--epochs is '٣'; it needs a whole number, for example 30.")]
    [InlineData("--seed", "18446744073709551616", "--seed is '18446744073709551616'; it needs a whole number from 0 to 18446744073709551615, for example 0.")]
    [InlineData("--latent-dim", "513", "--latent-dim is 513; it needs a whole number from 1 to 512, for example 2.")]
    [InlineData("--hidden", "", "--hidden is ''; it needs whole numbers with commas between them, for example 512,256.")]
    [InlineData("--hidden", "512,-1", "--hidden has a layer of -1 units; each needs from 1 to 65536, for example 512,256.")]
    [InlineData("--learning-rate", "1e400", "--learning-rate is Infinity; it needs a number above 0, for example 0.001.")]
    [InlineData("--learning-rate", "-0.001", "--learning-rate is -0.001; it needs a number above 0, for example 0.001.")]
    [InlineData("--beta", "-1", "--beta is -1; it needs a number of at least 0, where 1 is the evidence lower bound, for example 1.")]
    [InlineData("--threads", "2147483647", "--threads is 2147483647; it needs a whole number from 1 to 1024, for example")]
    [InlineData("--batch-size", "136", "--batch-size is 136, and there are only 135 training images; it needs at most that many, for example 128.")]
    [InlineData("--dataset", "mnits", "There is no dataset 'mnits': the known ones are mnist, fashion-mnist, emoji; give one of them.")]
    [InlineData("--dataset", "", "There is no dataset '': the known ones are mnist, fashion-mnist, emoji; give one of them.")]
    [InlineData("--prior-mean", "nan,0", "--prior-mean has NaN; each needs a number from -1000000 to 1000000, for example 0.")]
    [InlineData("--prior-mean", "1e38,0", "--prior-mean has 1E+38; each needs a number from -1000000 to 1000000, for example 0.")]
    [InlineData("--prior-covariance", "1e300,0;0,1e300", "--prior-covariance has a variance of 1E+300; each needs a number from 1E-08 to 100000000, for example 1.")]
    [InlineData("--adam-epsilon", "1e-50", "--adam-epsilon is 1E-50, which is 0 in float32; it needs a number above 0, for example 1E-07.")]
    [InlineData("--learning-rate", "1e-46", "--learning-rate is 1E-46, which is 0 in float32; it needs a number above 0, for example 0.001.")]
    [InlineData("--average-decay", "0.999999999", "--average-decay is 0.999999999, which is 1 in float32; it needs a number from 0 to below 1, such as 0.999, for example 0.")]
    [InlineData("--beta", "1e300", "--beta is 1E+300, which is beyond float32; it needs a number of at least 0, where 1 is the evidence lower bound, for example 1.")]
    [InlineData("--data", "", "The folder's name is empty: give the folder that holds train-images-idx3-ubyte")]
    [InlineData("--out", "", "--out is empty; it needs a folder, for example runs/mine.")]
    public void A_value_that_cannot_be_is_refused(string option, string value, string fault)
    {
        string only = Assert.Single(Vae.TrainFaults(option, value));
        Assert.StartsWith(fault, only, StringComparison.Ordinal);
    }

    /// <summary>1/σ² of these is no number in float32.</summary>
    [Theory]
    [InlineData("1e300", "1E+300")]
    [InlineData("1e30", "1E+30")]
    [InlineData("1e-30", "1E-30")]
    [InlineData("1e-300", "1E-300")]
    public void A_sigma_without_a_square_is_refused(string value, string shown) => Assert.Equal(
        [$"--sigma is {shown}; it needs a number above 0 with a square in float32, or the word learnt, for example 0.3."],
        Vae.TrainFaults("--likelihood", "gaussian", "--sigma", value));

    [Theory]
    [InlineData("--epochs has no value; it needs one: --epochs N.", "--epochs")]
    [InlineData("--epochs has no value; it needs one: --epochs N.", "--epochs=")]
    [InlineData("--out has no value; it needs one: --out DIR.", "--out", "--epochs=3")]
    [InlineData("--epochs is there 2 times; it needs one value: --epochs N.", "--epochs", "1", "--epochs", "2")]
    [InlineData("--epochs is there 3 times; it needs one value: --epochs N.", "--epochs", "1", "--epochs=2", "--epochs")]
    [InlineData("--out is followed by '--typo', which looks like an option; it needs a value: --out DIR. A folder of that name is './--typo'.", "--out", "--typo")]
    [InlineData("--seed is followed by '--epochs', which looks like an option; it needs a value: --seed N.", "--seed", "--epochs")]
    [InlineData("--epochs is followed by '--seed', which looks like an option; it needs a value: --epochs N.", "--epochs", "--seed", "3")]
    [InlineData("--epochs is 0; it needs a whole number from 1 to 1000000, for example 30.", "--epochs=0")]
    public void An_option_has_one_value(string fault, params string[] args) =>
        Assert.Equal([fault], Vae.TrainFaults([.. args.Contains("--data", StringComparer.Ordinal) ? [] : new[] { "--data", "." }, .. args]));

    [Theory]
    [InlineData("de_DE.UTF-8")]
    [InlineData("fr_FR.UTF-8")]
    [InlineData("C")]
    public void Numbers_are_read_alike_in_every_language(string language)
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LANG"] = language, ["LC_ALL"] = language, ["DOTNET_CLI_UI_LANGUAGE"] = "de" };
        using ChildProcess comma = Vae.Run(folder.Path, environment, [.. Vae.QuickTraining, "--learning-rate", "0,001"]);
        Assert.Equal("Error: --learning-rate is '0,001'; it needs a number, for example 0.001.\n", comma.Error);
        Assert.Equal(ExitCode.BadInput, comma.ExitCode);

        using ChildProcess point = Vae.Run(folder.Path, environment, [.. Vae.QuickTraining, "--learning-rate", "0.001"]);
        Assert.Equal((ExitCode.Success, string.Empty), (point.ExitCode, point.Error));
        Assert.Contains("\"learning_rate\": 0.001,", File.ReadAllText(folder.At("run", "config.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--hidden", "65536,65536")]
    [InlineData("--hidden", "65536,65536,65536", "--latent-dim", "512")]
    public void A_model_beyond_all_memory_is_refused(params string[] args) =>
        Assert.Matches("^This training needs .+ Make --hidden smaller, or the images[.]$", Assert.Single(Vae.TrainFaults(args)));

    [Fact]
    public void A_folder_that_holds_a_run_is_not_written_to()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        Directory.CreateDirectory(folder.At("run"));
        File.WriteAllText(folder.At("run", "config.json"), "{}");
        Assert.Equal(
            ["--out is 'run', which holds a run already; choose another folder, or remove that one first."], Vae.Faults(folder.Path, Vae.QuickTraining));
        Assert.Equal("{}", File.ReadAllText(folder.At("run", "config.json")));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        string impossible = Path.Combine("t10k-labels-idx1-ubyte", "run");
        string[] faults = Vae.Faults(folder.Path, [.. Vae.QuickTraining.SkipLast(1), impossible]);
        Assert.StartsWith($"'{impossible}' cannot be written: ", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_data_is_named()
    {
        using TempFolder folder = TinyData.OfStripes(4, 4);
        File.Delete(folder.At("t10k-labels-idx1-ubyte"));
        folder.Write("train-labels-idx1-ubyte", [1, 2, 3]);
        string[] faults = Vae.Faults(folder.Path, Vae.QuickTraining);
        Assert.Equal(2, faults.Length);
        Assert.Contains("train-labels-idx1-ubyte' holds 3 bytes", faults[0], StringComparison.Ordinal);
        Assert.Contains("t10k-labels-idx1-ubyte' is missing", faults[1], StringComparison.Ordinal);
    }
}
