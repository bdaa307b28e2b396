using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Networks;

public sealed class ArchitectureTextTests
{
    [Theory]
    [InlineData("dense:512,dense:256")]
    [InlineData("dense:7/leaky-relu")]
    [InlineData("dense:3,dense:4/tanh,dense:5/identity")]
    public void A_text_reads_as_it_writes(string text)
    {
        var architecture = Architecture.Parse(text);
        Assert.Equal(text, architecture.ToString());
        Assert.Equal(architecture, Architecture.Parse(text.Replace(",", " , ", StringComparison.Ordinal).ToUpperInvariant()));
        Assert.NotEqual(architecture, Architecture.Parse(text + ",dense:9"));
    }

    [Theory]
    [InlineData("", "one of dense:512; '' is none")]
    [InlineData("512", "one of dense:512; '512' is none")]
    [InlineData("conv:32", "one of dense:512; 'conv:32' is none")]
    [InlineData("dense:512,", "one of dense:512; '' is none")]
    [InlineData("dense:many", "a layer such as dense:512 in place of 'dense:many'")]
    [InlineData("dense", "a layer such as dense:512 in place of 'dense'")]
    [InlineData("dense:4/swish", "behind the slash of 'dense:4/swish'")]
    [InlineData("dense:4/relu/relu", "behind the slash of 'dense:4/relu/relu'")]
    public void What_is_no_architecture_is_said(string text, string need) =>
        Assert.EndsWith(need, Assert.Throws<FormatException>(() => Architecture.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Layers_that_cannot_be_are_faults()
    {
        var options = new ModelOptions { Encoder = Architecture.Parse("dense:0,dense:70000,dense:0"), Decoder = new([]) };
        Assert.Equal(
            [
                "--encoder has a layer of 0 units; each needs from 1 to 65536, for example dense:512.",
                "--encoder has a layer of 70000 units; each needs from 1 to 65536, for example dense:512.",
                "--decoder names 0 layers; it needs from 1 to 64, for example dense:512,dense:256.",
            ],
            options.Faults(), StringComparer.Ordinal);
        Assert.Contains("--hidden is the short form of --encoder", Assert.Single(new ModelOptions { Hidden = [4], Encoder = Architecture.Parse("dense:5") }.Faults()), StringComparison.Ordinal);
    }

    /// <summary>The short form makes the same model, bit for bit.</summary>
    [Fact]
    public void Hidden_is_the_short_form()
    {
        GenerativeModel brief = new ModelOptions { Hidden = [16, 8] }.Create(LittleData.Shape, seed: 3);
        GenerativeModel full = new ModelOptions { Encoder = Architecture.Parse("dense:16,dense:8") }.Create(LittleData.Shape, seed: 3);
        Assert.Equal(Numbers(brief), Numbers(full));
    }

    [Fact]
    public void Encoder_and_decoder_need_not_mirror()
    {
        GenerativeModel model = new ModelOptions { Encoder = Architecture.Parse("dense:16"), Decoder = Architecture.Parse("dense:4,dense:9") }.Create(LittleData.Shape, seed: 3);
        Assert.Equal(
            ["encoder.0.weight 16 × 30", "mean.weight 2 × 16", "log_variance.weight 2 × 16", "decoder.0.weight 4 × 2", "decoder.1.weight 9 × 4", "decoder.2.weight 30 × 9"],
            model.Parameters.Where(parameter => parameter.Columns > 1).Select(parameter => FormattableString.Invariant($"{parameter.Name} {parameter.Rows} × {parameter.Columns}")), StringComparer.Ordinal);
    }

    /// <summary>A layer's own activation is what it does: with identity everywhere, the decoder is affine.</summary>
    [Fact]
    public void A_layer_has_its_own_activation()
    {
        double Bend(string decoder)
        {
            var model = (Vae)new ModelOptions { Decoder = Architecture.Parse(decoder) }.Create(LittleData.Shape, seed: 3);
            using var workers = new WorkerPool(1);
            var tape = new Tape(3, workers, gradients: false);
            Tensor z = tape.Input(2), output = model.Decode(z);
            new float[] { -1, -2, 0, 0, 1, 2 }.CopyTo(z.Values);
            tape.Forward();
            int n = output.Columns;
            return Enumerable.Range(0, n).Max(i => Math.Abs(output.Values[i] + output.Values[(2 * n) + i] - (2 * output.Values[n + i])));
        }

        Assert.InRange(Bend("dense:8/identity,dense:8/identity"), 0, 1e-5);
        Assert.True(Bend("dense:8/identity,dense:8") > 0.01);
    }

    /// <summary>What a model is said to weigh before it is made is what it weighs; codebooks and priors over codes, of which a first bias has one column, included.</summary>
    [Theory]
    [InlineData(ModelFamily.Vae, Posterior.Diagonal)]
    [InlineData(ModelFamily.Vae, Posterior.Full)]
    [InlineData(ModelFamily.Conditional, Posterior.Full)]
    [InlineData(ModelFamily.Adversarial, Posterior.Point)]
    [InlineData(ModelFamily.VaeGan, Posterior.Diagonal)]
    [InlineData(ModelFamily.Vq, Posterior.Point)]
    [InlineData(ModelFamily.Hierarchical, Posterior.Diagonal)]
    public void Weights_are_counted_before_they_are_made(ModelFamily family, Posterior posterior)
    {
        foreach (Inference inference in Enum.GetValues<Inference>())
        {
            ModelOptions options = new ModelOptions
            {
                Posterior = posterior,
                LatentDimensions = family == ModelFamily.Vq ? 2 : 3,
                Encoder = Architecture.Parse("dense:11,dense:13"),
                Decoder = Architecture.Parse("dense:17"),
                Hierarchical = family == ModelFamily.Hierarchical ? new() { Lower = [5, 4], Between = 6, Inference = inference } : null,
            }.As(family);
            long made = options.Create(LittleData.Shape, seed: 0).Parameters.Where(parameter => parameter.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(parameter => (long)parameter.Length);
            Assert.Equal(made, options.Weights(LittleData.Shape));
        }
    }

    [Fact]
    public void Layers_that_do_not_fit_are_no_network()
    {
        DenseLayer Dense(int inputs, int outputs) => new("layer", inputs, outputs, Activation.Relu, new(0, RandomPurpose.Test));
        Assert.Contains("Layer 1 takes 4 features, and the layer before it gives 3 features", Assert.Throws<ArgumentException>(() => new Network([Dense(2, 3), Dense(4, 5)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Network([]));
    }

    private static float[] Numbers(GenerativeModel model) => [.. model.Parameters.SelectMany(parameter =>
    {
        var values = new float[parameter.Length];
        parameter.CopyTo(values);
        return values;
    })];
}
