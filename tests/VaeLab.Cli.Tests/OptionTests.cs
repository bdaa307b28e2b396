using System.Text.Json;
using VaeLab.Tests.Shared;

namespace VaeLab.Cli.Tests;

/// <summary>Every way to customise a training, tried from the command line.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("--hidden 16 --activation gelu-erf --posterior full --prior-covariance 2,-0.7;-0.7,1.5 --clip-norm 1")]
    [InlineData("--hidden 16 --activation leaky-relu:0.2 --prior-mean 1,-1 --likelihood continuous-bernoulli --kl-schedule linear --kl-warm-up 1")]
    [InlineData("--hidden 16 --activation silu --likelihood gaussian --kl-schedule sigmoid --kl-warm-up 1.5 --average-decay 0.9")]
    [InlineData("--hidden 16 --activation tanh --likelihood gaussian --sigma 0.2 --kl-schedule cyclical --kl-cycles 2")]
    [InlineData("--hidden 16 --activation elu --free-bits 0.1 --beta 2 --learning-rate-schedule cosine --batch-size 1")]
    [InlineData("--hidden 16 --activation softplus --capacity 3 --capacity-weight 5 --kl-warm-up 1 --learning-rate-schedule step --learning-rate-step 1 --learning-rate-factor 0.1")]
    [InlineData("--hidden 16 --activation sigmoid --adam-beta1 0.8 --adam-beta2 0.99 --adam-epsilon 1e-8 --early-stopping 1 --binarization static")]
    [InlineData("--hidden 64,32,16 --latent-dim 5 --binarization dynamic --validation-fraction 0.3")]
    [InlineData("--hidden 16 --latent-dim 512 --batch-size 100")]
    [InlineData("--hidden 16 --recipe best --kl-warm-up 1")]
    [InlineData("--hidden 16 --recipe best")]
    public void It_trains(string options)
    {
        using TempFolder folder = TinyData.OfMnist();
        using ChildProcess vae = Vae.Run(folder.Path, ["train", "--experiment", "2d", "--data", ".", "--epochs", "2", "--out", "run", .. options.Split(' ')]);

        Assert.Equal((ExitCode.Success, string.Empty), (vae.ExitCode, vae.Error));
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllBytes(folder.At("run", "summary.json")));
        Assert.True(double.IsFinite(summary.RootElement.GetProperty("test").GetProperty("total").GetDouble()));
    }

    [Fact]
    public void What_does_not_go_together_is_said_at_once()
    {
        string[] faults = Vae.TrainFaults(
            "--prior-covariance", "1,2;2,1", "--kl-schedule", "linear", "--kl-warm-up", "50", "--batch-size", "100000",
            "--sigma", "0.3", "--free-bits", "1", "--posterior", "full", "--colour", "blue", "--activation", "step");
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("'--colour' is not known here.", fault, StringComparison.Ordinal),
            fault => Assert.Equal("--activation is 'step'; it needs one of identity, relu, tanh, sigmoid, softplus, elu, leaky-relu, gelu-tanh, gelu-erf, silu.", fault),
            fault => Assert.StartsWith("--sigma is the spread of a Gaussian likelihood; add --likelihood gaussian", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("The covariance is not positive definite", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("--batch-size is 100000, and there are only", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("--kl-warm-up is 50 epochs, and the training has only 30", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("--free-bits needs a KL for each dimension, which a full-covariance posterior has not", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1,0.5;0.4,1", "The covariance is not symmetric: row 2, column 1 is 0.4 and row 1, column 2 is 0.5. Make them equal.")]
    [InlineData("1,0.5", "--prior-covariance has 1 rows, and not each has 1 numbers; it needs a square, for example \"2,-0.7;-0.7,1.5\".")]
    [InlineData("1,0;0,x", "--prior-covariance is '1,0;0,x'; it needs rows of numbers, with commas within a row and semicolons between rows.")]
    [InlineData("1", "The prior has a mean of 2 numbers and a covariance of 1 × 1, and the latent space has 2 dimensions: make --prior-mean, --prior-covariance and --latent-dim agree.")]
    public void A_covariance_must_be_one(string covariance, string fault) =>
        Assert.Equal([fault], Vae.TrainFaults("--prior-covariance", covariance));
}
