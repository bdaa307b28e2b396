using System.Text.Json;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Tests.Training;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>Several latent layers, against PyTorch's: <c>tests/fixtures/pytorch/make_hierarchical.py</c> says how they were made.</summary>
public sealed class HierarchicalVaeTests : IDisposable
{
    private const int Pixels = 12, Rows = 7;
    private const double Beta = 0.5, FreeBits = 0.2;
    private const uint Images = 100, Noise = 101;

    private static readonly ModelOptions s_shape = new ModelOptions
    {
        LatentDimensions = 2,
        Hidden = [6, 5],
        Activation = Activation.Tanh,
    }.As(new HierarchicalOptions { Lower = [4, 3], Between = 4 });

    private readonly WorkerPool _pool = new(2);

    [Theory]
    [InlineData("top-down")]
    [InlineData("ladder")]
    [InlineData("ladder with free bits")]
    public void Losses_gradients_and_weights_are_those_of_the_paper(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "hierarchical.json")));
        JsonElement expected = golden.RootElement.GetProperty(name), gradients = expected.GetProperty("gradients");
        HierarchicalVae model = Hashed(name == "top-down" ? Inference.TopDown : Inference.Ladder);
        var tape = new Tape(Rows, _pool);
        Batch batch = Hashed(tape, model);
        ModelLoss loss = model.Loss(batch, name.EndsWith("bits", StringComparison.Ordinal) ? KlPenalty.FreeBits(Beta, FreeBits) : KlPenalty.Weighted(Beta));
        LatentDraw draw = model.Draw(model.Summary(batch.Images), batch.Noise);
        tape.Forward();
        tape.Backward(loss.Total);

        Near(expected.GetProperty("total").GetDouble(), loss.Total.Values[0]);
        JsonElement terms = expected.GetProperty("terms");
        Near(terms.GetProperty("reconstruction").GetDouble(), Loss.Mean(loss.Reconstruction.Values));
        Near(terms.GetProperty("kl").GetDouble(), Loss.Mean(loss.Kl!.Values));
        Assert.Equal(["kl_1", "kl_2", "kl_3"], loss.Terms.Select(term => term.Name), StringComparer.Ordinal);
        Assert.All(loss.Terms, term => Near(terms.GetProperty(term.Name).GetDouble(), Loss.Mean(term.Value.Values)));
        Assert.All(expected.GetProperty("log_weight").EnumerateArray().Index(), weight =>
            Near(weight.Item.GetDouble(), draw.LogRatio(weight.Index, model.Prior.LogDensityOfRow(draw.Layers[^1].Z)) - loss.Reconstruction.Values[weight.Index]));

        Assert.Equal(gradients.EnumerateObject().Select(gradient => gradient.Name), model.Parameters.Select(parameter => parameter.Name), StringComparer.Ordinal);
        foreach (Parameter parameter in model.Parameters)
        {
            double[] right = [.. gradients.GetProperty(parameter.Name).EnumerateArray().Select(number => number.GetDouble())];
            var found = new float[parameter.Length];
            parameter.CopyGradientTo(found);
            double largest = right.Max(Math.Abs);
            Assert.True(largest > 0);
            Assert.Equal(right.Length, found.Length);
            Assert.All(right.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * largest));
        }
    }

    /// <summary>(0.5² with 1, and 2 with −3): precisions add up, means by precision. And where one knows next to nothing, the other decides.</summary>
    [Fact]
    public void Gaussians_are_merged_by_precision()
    {
        (float Mean, float LogVariance)[] left = [(1, (float)Math.Log(0.25)), (2, 90), (2, -90), (5, 3)];
        (float Mean, float LogVariance)[] right = [(-3, (float)Math.Log(2)), (-3, -90), (-3, 90), (5, 3)];
        var tape = new Tape(left.Length, _pool, gradients: false);
        DiagonalGaussian merged = Gaussian(left).Merge(Gaussian(right));
        tape.Forward();
        Assert.Equal([(1 / 0.25 - 1.5) / 4.5, -3, 2, 5], merged.Mean.Values.ToArray().Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([Math.Log(1 / 4.5), -90, -90, 3 - Math.Log(2)], merged.LogVariance.Values.ToArray().Select(x => (double)x), (a, b) => Math.Abs(a - b) < 1e-6);

        DiagonalGaussian Gaussian((float Mean, float LogVariance)[] rows)
        {
            Tensor mean = tape.Input(1), logVariance = tape.Input(1);
            rows.Select(row => row.Mean).ToArray().CopyTo(mean.Values);
            rows.Select(row => row.LogVariance).ToArray().CopyTo(logVariance.Values);
            return new(mean, logVariance);
        }
    }

    /// <summary>A ladder that the image tells nothing has the prior itself: no KL below the top layer.</summary>
    [Fact]
    public void A_ladder_that_sees_nothing_costs_nothing()
    {
        HierarchicalVae model = Hashed(Inference.Ladder);
        foreach (Parameter parameter in model.Parameters.Where(parameter => parameter.Name.StartsWith("posterior.1.log_variance", StringComparison.Ordinal)))
            parameter.CopyFrom([.. Enumerable.Repeat(parameter.Name.EndsWith("bias", StringComparison.Ordinal) ? 50f : 0, parameter.Length)]);
        var tape = new Tape(Rows, _pool);
        ModelLoss loss = model.Loss(Hashed(tape, model), KlPenalty.Weighted(1));
        tape.Forward();
        Assert.All(loss.Terms[0].Value.Values.ToArray(), kl => Assert.Equal(0, kl, 1e-5));
        Assert.All(loss.Terms[1].Value.Values.ToArray(), kl => Assert.True(kl > 0.01));
    }

    /// <summary>The layers below stay at their priors' means for a point to decode, and are drawn for a new image.</summary>
    [Fact]
    public void A_point_of_the_top_layer_is_an_image_without_noise()
    {
        HierarchicalVae model = Hashed(Inference.TopDown);
        var tape = new Tape(Rows, _pool, gradients: false);
        Tensor sample = tape.Input(model.SampleLength), z = tape.Input(2);
        Tensor drawn = model.Generate(sample), decoded = model.Decode(z);
        for (int row = 0; row < Rows; row++)
        {
            z.Values[2 * row] = sample.Values[(9 * row) + 7] = row;
            z.Values[(2 * row) + 1] = sample.Values[(9 * row) + 8] = -1;
        }

        tape.Forward();
        Assert.Equal(decoded.Values.ToArray(), drawn.Values.ToArray());
        sample.Values[0] = 1;
        sample.Values[9 + 4] = 1;
        tape.Forward();
        Assert.Equal([true, true, false, false, false, false, false], Enumerable.Range(0, Rows).Select(row =>
            !drawn.Values.Slice(row * Pixels, Pixels).SequenceEqual(decoded.Values.Slice(row * Pixels, Pixels))));
    }

    [Fact]
    public void The_prior_shapes_the_top_layer_of_a_sample()
    {
        ModelOptions options = s_shape with { PriorMean = [10, -10], PriorCovariance = [[4, 0], [0, 9]] };
        float[] sample = [.. Enumerable.Repeat(1f, 18)];
        options.Create(SampleShape.Features(Pixels), seed: 0).ShapeSample(sample);
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 12, -7, 1, 1, 1, 1, 1, 1, 1, 12, -7], sample);
    }

    [Fact]
    public void What_cannot_be_is_said_all_at_once()
    {
        Assert.Equal(
            [
                "HierarchicalOptions.Lower has a layer of 0 dimensions; each needs from 1 to 512, for example 16.",
                "HierarchicalOptions.Between is 0; it needs a whole number from 1 to 65536, for example 128.",
                "HierarchicalOptions.Inference is 7; it needs one of top-down, ladder.",
                "ModelOptions.Posterior = Full is not for ModelOptions.Kind = hierarchical; it needs diagonal.",
            ],
            (s_shape with { Posterior = Posterior.Full, Kind = new HierarchicalOptions { Lower = [0, 3, 0], Between = 0, Inference = (Inference)7 } }).Faults(),
            StringComparer.Ordinal);
        Assert.Equal(
            ["HierarchicalOptions.Lower names 0 layers; it needs from 1 to 7, for example 16."],
            new ModelOptions { Kind = new HierarchicalOptions { Lower = [] } }.Faults(),
            StringComparer.Ordinal);
        Assert.Empty(new ModelOptions { Posterior = Posterior.Full }.As(new HierarchicalOptions()).Faults());
    }

    [Fact]
    public void Two_shapes_are_the_same_if_they_say_the_same()
    {
        HierarchicalOptions one = new() { Lower = [4, 3] };
        Assert.Equal(one, new() { Lower = [4, 3] });
        Assert.Equal(one.GetHashCode(), new HierarchicalOptions { Lower = [4, 3] }.GetHashCode());
        Assert.NotEqual(one, new() { Lower = [3, 4] });
        Assert.NotEqual(one, one with { Between = 9 });
        Assert.NotEqual(one, one with { Inference = Inference.Ladder });
    }

    public void Dispose() => _pool.Dispose();

    private static HierarchicalVae Hashed(Inference inference)
    {
        var model = (HierarchicalVae)(s_shape with { Kind = (HierarchicalOptions)s_shape.Kind with { Inference = inference } }).Create(SampleShape.Features(Pixels), seed: 0);
        foreach ((int stream, Parameter parameter) in model.Parameters.Index())
            parameter.CopyFrom([.. Enumerable.Range(0, parameter.Length).Select(k => (float)(((2 * HashedNumbers.Uniform((uint)k, (uint)stream)) - 1) / 2))]);
        return model;
    }

    private static Batch Hashed(Tape tape, HierarchicalVae model)
    {
        Batch batch = Batch.On(tape, model);
        for (int k = 0; k < batch.Images.Values.Length; k++)
            batch.Images.Values[k] = (float)HashedNumbers.Uniform((uint)k, Images);
        for (int k = 0; k < batch.Noise.Values.Length; k++)
            batch.Noise.Values[k] = (float)((4 * HashedNumbers.Uniform((uint)k, Noise)) - 2);
        return batch;
    }

    private static void Near(double expected, double found) => Assert.Equal(expected, found, 2e-6 * (1 + Math.Abs(expected)));
}
