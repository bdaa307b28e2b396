using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

public sealed class HelpTests
{
    private const int Columns = 110;

    private static readonly string s_folder = Path.GetTempPath();

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("help")]
    public void Help_names_the_commands(string line)
    {
        using ChildProcess vae = Vae.Run(s_folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Contains("  vae COMMAND [options]", vae.Output, StringComparison.Ordinal);
        Assert.Contains("  train        Trains a variational autoencoder", vae.Output, StringComparison.Ordinal);
        Assert.All(vae.Output.Split('\n'), text => Assert.InRange(text.Length, 0, Columns));
    }

    [Theory]
    [InlineData("train --help")]
    [InlineData("train -h")]
    [InlineData("help train")]
    [InlineData("--help train")]
    [InlineData("train --epochs x --nonsense --help")]
    public void Help_on_training_lists_all_options_with_their_defaults(string line)
    {
        using ChildProcess vae = Vae.Run(s_folder, line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        string[] lines = vae.Output.Split('\n');
        Assert.All(lines, text => Assert.InRange(text.Length, 0, Columns));
        Assert.All(lines, text => Assert.Equal(text.TrimEnd(), text));

        (string Option, string Default)[] expected =
        [
            ("--experiment NAME", ""), ("--model NAME", ""), ("--resume RUN", ""), ("--verify RUN", ""), ("--figures NAME", "[all]"), ("--recipe NAME", "[faithful]"),
            ("--latent-dim N", "[2]"), ("--hidden N,N,…", "[512,256]"), ("--encoder LAYERS", ""), ("--decoder LAYERS", ""), ("--activation NAME", "[relu]"), ("--posterior NAME", "[diagonal]"),
            ("--prior NAME", "[gaussian]"), ("--prior-mean X,…", "[zeros]"), ("--prior-covariance X,…;…", "[identity]"), ("--likelihood NAME", "[bernoulli]"), ("--sigma X", ""), ("--means NAME", "[identity]"), ("--classes N", "[0]"),
            ("--prior-shape NAME", "[gaussian]"), ("--adversarial-weight X", "[20]"), ("--discriminator N", "[256]"),
            ("--codes N", "[64]"), ("--positions N", "[16]"), ("--code-length N", "[8]"), ("--codebook NAME", "[moving-average]"), ("--codebook-decay X", "[0.99]"),
            ("--commitment X", "[0.25]"), ("--restart-below X", "[0.01]"), ("--code-prior N", "[128]"),
            ("--lower-layers N,N,…", "[16]"), ("--between N", "[128]"), ("--inference NAME", "[top-down]"),
            ("--adversarial-weight X", "[1]"), ("--discriminator N", "[256]"),
            ("--beta X", "[1]"), ("--kl-schedule NAME", "[constant]"), ("--kl-warm-up X", "[10]"), ("--kl-cycles N", "[4]"),
            ("--free-bits X", "[0]"), ("--capacity X", ""), ("--capacity-weight X", "[10]"), ("--objective NAME", "[elbo]"), ("--gradient NAME", "[plain]"),
            ("--epochs N", "[30]"), ("--batch-size N", "[128]"), ("--learning-rate X", "[0.001]"),
            ("--optimizer NAME", "[adam]"), ("--weight-decay X", "[0.01]"), ("--momentum X", "[0.9]"), ("--learning-rate-schedule NAME", "[constant]"),
            ("--learning-rate-step X", "[10]"), ("--learning-rate-factor X", "[0.5]"), ("--adam-beta1 X", "[0.9]"), ("--adam-beta2 X", "[0.999]"),
            ("--adam-epsilon X", "[1E-07]"), ("--clip-norm X", "[0]"), ("--average-decay X", "[0]"), ("--early-stopping N", "[0]"),
            ("--seed N", "[0]"), ("--threads N", FormattableString.Invariant($"[{Environment.ProcessorCount}]")),
            ("--dataset NAME", "[mnist]"), ("--data PATH", ""),
            ("--colours NAME", "[gray]"), ("--size WxH", ""), ("--fit NAME", "[crop]"), ("--background COLOUR", ""), ("--invert", ""), ("--skip-broken", ""),
            ("--validation-fraction X", "[0.1]"), ("--binarization NAME", "[none]"), ("--checkpoint-steps N", "[0]"), ("--out DIR", ""),
        ];
        string[] options = [.. lines.Where(text => text.StartsWith("  --", StringComparison.Ordinal))];
        Assert.Equal(expected.Length, options.Length);
        Assert.All(expected.Zip(options), pair =>
        {
            Assert.StartsWith($"  {pair.First.Option} ", pair.Second, StringComparison.Ordinal);
            Assert.EndsWith(pair.First.Default, pair.Second, StringComparison.Ordinal);
        });
        Assert.Contains("  vae train --experiment 2d", lines, StringComparer.Ordinal);
    }

    [Fact]
    public void The_version_is_one_line()
    {
        using ChildProcess vae = Vae.Run(s_folder, "--version");
        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        Assert.Equal(typeof(Lesson).Assembly.GetName().Version!.ToString(3) + "\n", vae.Output);
    }
}
