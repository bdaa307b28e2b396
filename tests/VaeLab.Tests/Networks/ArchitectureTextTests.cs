using VaeLab.Data;
using VaeLab.Kinds;
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
    [InlineData("dense:7/leaky-relu:0.25,dense:8/gelu-erf")]
    [InlineData("dense:3,dense:4/tanh,dense:5/identity")]
    [InlineData("conv:32/2,conv:64k5/2/silu,conv:8k1,dense:16")]
    [InlineData("conv:32,norm:8/relu,res:32/2/silu,res:64,norm:1,shuffle:2,dense:16")]
    [InlineData("dense:64x7x7/tanh,bilinear:2,up:2,conv:3,pool:2,deconv:64k4/2,deconv:3/relu")]
    public void A_text_reads_as_it_writes(string text)
    {
        var architecture = Architecture.Parse(text);
        Assert.Equal(text, architecture.ToString());
        Assert.Equal(architecture, Architecture.Parse(text.Replace(",", " , ", StringComparison.Ordinal).ToUpperInvariant()));
        Assert.NotEqual(architecture, Architecture.Parse(text + ",dense:9"));
    }

    [Theory]
    [InlineData("", "one of dense:512, conv:32/2, deconv:32/2, up:2, bilinear:2, shuffle:2, pool:2, norm:8, res:64, or one of the names dense, conv, resnet; '' is none")]
    [InlineData("512", "one of dense:512, conv:32/2, deconv:32/2, up:2, bilinear:2, shuffle:2, pool:2, norm:8, res:64, or one of the names dense, conv, resnet; '512' is none")]
    [InlineData("convolution:32", "; 'convolution:32' is none")]
    [InlineData("dense:512,", "; '' is none")]
    [InlineData("conv:32/2/9", "behind the slash of 'conv:32/2/9'")]
    [InlineData("conv:32k", "a layer such as conv:32/2 in place of 'conv:32k'")]
    [InlineData("conv:k3", "a layer such as conv:32/2 in place of 'conv:k3'")]
    [InlineData("deconv:3x7", "a layer such as deconv:32/2 in place of 'deconv:3x7'")]
    [InlineData("up:2/2", "a layer such as up:2 in place of 'up:2/2'")]
    [InlineData("dense:4/2", "a layer such as dense:512 in place of 'dense:4/2'")]
    [InlineData("dense:4x7", "a layer such as dense:512 in place of 'dense:4x7'")]
    [InlineData("dense:60000x60000x60000", "a layer such as dense:512 in place of 'dense:60000x60000x60000'")]
    [InlineData("dense:many", "a layer such as dense:512 in place of 'dense:many'")]
    [InlineData("dense,dense:3", "a layer such as dense:512 in place of 'dense'")]
    [InlineData("norm", "a layer such as norm:8 in place of 'norm'")]
    [InlineData("norm:2/2", "a layer such as norm:8 in place of 'norm:2/2'")]
    [InlineData("res:4k5", "a layer such as res:64 in place of 'res:4k5'")]
    [InlineData("shuffle:2/3", "a layer such as shuffle:2 in place of 'shuffle:2/3'")]
    [InlineData("dense:4/swish", "behind the slash of 'dense:4/swish'")]
    [InlineData("dense:4/gelu", "gelu-erf, PyTorch's default, or gelu-tanh, which is what gelu was in version 0.1.0 behind the slash of 'dense:4/gelu'")]
    [InlineData("dense:4/leaky-relu:1.5", "a slope from 0 to 1 behind the colon, for example leaky-relu:0.2 behind the slash of 'dense:4/leaky-relu:1.5'")]
    [InlineData("dense:4/relu/relu", "behind the slash of 'dense:4/relu/relu'")]
    public void What_is_no_architecture_is_said(string text, string need) =>
        Assert.EndsWith(need, Assert.Throws<FormatException>(() => Architecture.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_stands_for_layers()
    {
        Assert.Equal(Architecture.Parse("conv:32/2,conv:64/2,dense:16"), Architecture.Parse("conv"));
        Assert.Equal(Architecture.Dense([512, 256]), Architecture.Parse(" Dense "));
        foreach (int side in new[] { 28, 32, 64 })
        {
            var shape = new SampleShape(3, side, side);
            Assert.Equal(shape, Architecture.Parse("resnet").Mirrored(shape).To(shape).Shapes(SampleShape.Features(2)).Last() with { Channels = 3 });
        }
    }

    [Fact]
    public void Layers_that_cannot_be_are_faults()
    {
        var options = new ModelOptions { Encoder = Architecture.Parse("dense:0,dense:70000,dense:0"), Decoder = new([]) };
        Assert.Equal(
            [
                "ModelOptions.Encoder has a layer of 0 units; each needs from 1 to 65536, for example dense:512.",
                "ModelOptions.Encoder has a layer of 70000 units; each needs from 1 to 65536, for example dense:512.",
                "ModelOptions.Decoder names 0 layers; it needs from 1 to 64, for example dense:512,dense:256.",
            ],
            options.Faults(), StringComparer.Ordinal);
        Assert.Contains("ModelOptions.Hidden is the short form of ModelOptions.Encoder", Assert.Single(new ModelOptions { Hidden = [4], Encoder = Architecture.Parse("dense:5") }.Faults()), StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_and_strides_that_cannot_be_are_faults()
    {
        var options = new ModelOptions { Encoder = Architecture.Parse("conv:0,conv:4k32,conv:4/17,up:0,pool:2/relu,norm:0,res:4/99,bilinear:2/tanh,shuffle:17,conv:-1k0/-3") };
        Assert.Equal(
            [
                "ModelOptions.Encoder has conv:0 with channels 0; it needs from 1 to 65536.",
                "ModelOptions.Encoder has conv:4k32 with kernel 32; it needs from 1 to 31.",
                "ModelOptions.Encoder has conv:4/17 with stride 17; it needs from 1 to 16.",
                "ModelOptions.Encoder has up:0 with a factor of 0; it needs from 1 to 16.",
                "ModelOptions.Encoder has pool:2/relu, a layer without weights, which has no activation; put it behind the layer before.",
                "ModelOptions.Encoder has norm:0 with groups 0; it needs from 1 to 65536.",
                "ModelOptions.Encoder has res:4/99 with stride 99; it needs from 1 to 16.",
                "ModelOptions.Encoder has bilinear:2/tanh, a layer without weights, which has no activation; put it behind the layer before.",
                "ModelOptions.Encoder has shuffle:17 with a factor of 17; it needs from 1 to 16.",
                "ModelOptions.Encoder has conv:-1k0/-3 with channels -1; it needs from 1 to 65536.",
                "ModelOptions.Encoder has conv:-1k0/-3 with kernel 0; it needs from 1 to 31.",
                "ModelOptions.Encoder has conv:-1k0/-3 with stride -3; it needs from 1 to 16.",
            ],
            options.Faults(), StringComparer.Ordinal);
    }

    /// <summary>What fits by itself may not fit the samples, and is said before anything is built.</summary>
    [Theory]
    [InlineData("dense:9,conv:4", null, "ModelOptions.Encoder has conv:4, which takes a picture, and before it there are 9 features")]
    [InlineData("conv:4k8", null, "ModelOptions.Encoder has conv:4k8, which leaves nothing of 5 × 6; use a smaller kernel or stride.", 1)]
    [InlineData("pool:2", null, "ModelOptions.Encoder has pool:2, which 5 × 6 pixels cannot be divided by")]
    [InlineData("conv:6,norm:4", null, "ModelOptions.Encoder has norm:4, which needs a multiple of 4 channels, and before it there are 6 × 5 × 6")]
    [InlineData("conv:6,shuffle:2", null, "ModelOptions.Encoder has shuffle:2, which makes 2 × 2 pixels of 4 channels, and before it there are 6 channels; use a multiple of 4.")]
    [InlineData("dense:9,res:4", null, "ModelOptions.Encoder has res:4, which takes a picture, and before it there are 9 features")]
    [InlineData("conv:4/2", "dense:4x3x3", "ModelOptions.Decoder ends with a picture of 3 × 3, and the samples are 5 × 6; let it end with 5 × 6")]
    [InlineData("conv:4/2", "dense:4x2x2,deconv:4/2", "ModelOptions.Decoder has deconv:4/2, which cannot make 5 × 6 of 2 × 2; the samples' size needs 3 × 3 there.")]
    [InlineData("conv:4/2", "deconv:4/2", "ModelOptions.Decoder has deconv:4/2, which takes a picture, and before it there are 2 features")]
    [InlineData("dense:1000x8x8,up:16,up:16", null, "more numbers than an array can hold")]
    public void What_does_not_fit_the_samples_is_a_fault(string encoder, string? decoder, string need, int height = LittleData.Height)
    {
        var options = new ModelOptions { Encoder = Architecture.Parse(encoder), Decoder = decoder is null ? null : Architecture.Parse(decoder) };
        if (height == 1)
            need = need.Replace("5 × 6", "1 × 6", StringComparison.Ordinal);
        InputException fault = Assert.Throws<InputException>(() => options.Create(SampleShape.Gray(height, LittleData.Width), seed: 3));
        Assert.Contains(need, fault.Message, StringComparison.Ordinal);
    }

    /// <summary>Sizes that strides do not divide come back, too: 5 × 6 to 3 × 3 to 2 × 2 and back.</summary>
    [Theory]
    [InlineData("conv:4/2,conv:6k5/2,dense:7", "dense:7,dense:6x2x2,deconv:6k5/2,deconv:4/2")]
    [InlineData("conv:4/3", "dense:4x2x2,deconv:4/3")]
    [InlineData("conv:4k4/2,dense:5/tanh", "dense:5/tanh,dense:4x2x3,deconv:4k4/2")]
    [InlineData("conv:4k1,dense:5", "dense:5,dense:4x5x6,deconv:4k1")]
    [InlineData("dense:5,dense:4", "dense:4,dense:5")]
    public void A_decoder_mirrors_its_encoder(string encoder, string decoder)
    {
        var options = new ModelOptions { Encoder = Architecture.Parse(encoder) };
        Assert.Equal(decoder, options.DecoderLayers(LittleData.Shape).ToString());
        GenerativeModel model = options.Create(LittleData.Shape, seed: 3);
        Assert.Equal(LittleData.Shape.Length, ((LatentModel)model).DecoderNetwork!.OutputShape.Length);
        Assert.Equal(options.Weights(LittleData.Shape), model.Parameters.Where(parameter => parameter.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(parameter => (long)parameter.Length));
    }

    /// <summary>Glorot &amp; Bengio 2010, equation 16: ±√(6/(fan-in + fan-out)), with the kernel in both.</summary>
    [Theory]
    [InlineData("encoder.0.weight", (1 + 32) * 9)]
    [InlineData("encoder.1.weight", (32 + 64) * 25)]
    [InlineData("decoder.1.weight", (64 + 64) * 25)]
    [InlineData("encoder.2.weight", (64 * 7 * 7) + 16)]
    public void Weights_begin_within_the_limit_of_their_fans(string name, int fans)
    {
        GenerativeModel model = new ModelOptions { Encoder = Architecture.Parse("conv:32/2,conv:64k5/2,dense:16"), Decoder = Architecture.Parse("dense:64x7x7,deconv:64k5/2,deconv:32/2") }.Create(SampleShape.Gray(28, 28), seed: 3);
        Parameter weight = model.Parameters.Single(parameter => parameter.Name == name);
        var values = new float[weight.Length];
        weight.CopyTo(values);
        double limit = Math.Sqrt(6.0 / fans), largest = values.Max(Math.Abs);
        Assert.InRange(largest, 0.97 * limit, limit);
    }

    /// <summary>The inputs of a dense layer behind a convolution are not pixels: see docs/decisions/0013.</summary>
    [Fact]
    public void A_wide_dense_layer_behind_a_convolution_learns_at_the_full_rate()
    {
        GenerativeModel model = new ModelOptions { Encoder = Architecture.Parse("conv:64/2,dense:2000,dense:16") }.Create(SampleShape.Gray(28, 28), seed: 3);
        Assert.Equal([("encoder.1.weight", 1), ("encoder.2.weight", 1024.0 / 2000), ("decoder.2.weight", 1024.0 / 2000)], model.Parameters.Where(parameter => parameter.Columns > 1500).Select(parameter => (parameter.Name, parameter.LearningRateFactor)));
        GenerativeModel heads = new ModelOptions { Encoder = Architecture.Parse("conv:64/2") }.Create(SampleShape.Gray(28, 28), seed: 3);
        Assert.All(heads.Parameters, parameter => Assert.Equal(1, parameter.LearningRateFactor));
    }

    [Fact]
    public void Weights_have_the_names_and_shapes_of_PyTorch()
    {
        GenerativeModel model = new ModelOptions { Encoder = Architecture.Parse("conv:32/2,conv:64/2,dense:16"), Decoder = Architecture.Parse("dense:64x7x7,deconv:64/2,deconv:32/2") }.Create(SampleShape.Gray(28, 28), seed: 3);
        Assert.Equal(
            [
                "encoder.0.weight 32,1,3,3", "encoder.1.weight 64,32,3,3", "encoder.2.weight 16,3136", "mean.weight 2,16", "log_variance.weight 2,16",
                "decoder.0.weight 3136,2", "decoder.1.weight 64,64,3,3", "decoder.2.weight 64,32,3,3", "decoder.3.weight 32,1,3,3",
            ],
            model.Parameters.Where(parameter => parameter.Columns > 1).Select(parameter => $"{parameter.Name} {string.Join(',', parameter.Shape)}"), StringComparer.Ordinal);
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
    [InlineData("vae", Posterior.Diagonal)]
    [InlineData("vae", Posterior.Full)]
    [InlineData("vae", Posterior.Full, 10)]
    [InlineData("adversarial", Posterior.Point)]
    [InlineData("adversarial", Posterior.Point, 3)]
    [InlineData("vae-gan", Posterior.Diagonal)]
    [InlineData("vq", Posterior.Point)]
    [InlineData("hierarchical", Posterior.Diagonal)]
    public void Weights_are_counted_before_they_are_made(string name, Posterior posterior, int classes = 0)
    {
        foreach (Inference inference in Enum.GetValues<Inference>())
        {
            KindOptions kind = name == "hierarchical" ? new HierarchicalOptions { Lower = [5, 4], Between = 6, Inference = inference } : ModelKinds.Named(name).Preset.Model.Kind;
            ModelOptions options = new ModelOptions
            {
                Posterior = posterior,
                LatentDimensions = kind is VqOptions ? 2 : 3,
                Encoder = Architecture.Parse("dense:11,dense:13"),
                Decoder = Architecture.Parse("dense:17"),
                Classes = classes,
            }.As(kind);
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
