using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;

namespace VaeLab.Tests.Models;

public sealed class VaeTests : IDisposable
{
    private const int Rows = 5;

    private readonly WorkerPool _pool = new(1);

    [Theory]
    [InlineData("2-D", 1)]
    [InlineData("3-D", 1)]
    [InlineData("correlated", 1)]
    [InlineData("correlated", 0.25)]
    public void The_losss_derivatives_are_its_differences(string prior, double beta)
    {
        (Vae model, Tape tape, VaeLoss loss) = Record(prior, beta);
        tape.LoadReference();
        tape.ForwardReference();
        tape.BackwardReference(loss.Total);
        foreach (Parameter parameter in model.Parameters)
        {
            double largest = parameter.ReferenceGradient.Max(Math.Abs);
            Assert.True(largest > 0, $"{parameter.Name} has no gradient.");
            double[] gradient = [.. parameter.ReferenceGradient];
            for (int i = 0; i < gradient.Length; i += Math.Max(1, gradient.Length / 20))
                Assert.InRange(gradient[i] - Difference(tape, loss.Total, parameter, i), -1e-8 * largest, 1e-8 * largest);
        }
    }

    [Theory]
    [InlineData("2-D", 1)]
    [InlineData("3-D", 4)]
    [InlineData("correlated", 0)]
    public void The_total_is_the_mean_of_reconstruction_and_weighted_KL(string prior, double beta)
    {
        (_, Tape tape, VaeLoss loss) = Record(prior, beta);
        tape.Forward();
        Assert.Equal((Rows, Rows, 1), (loss.Reconstruction.Rows, loss.Kl!.Rows, loss.Total.Rows));
        double expected = Enumerable.Range(0, Rows).Average(n => loss.Reconstruction.Values[n] + (beta * loss.Kl.Values[n]));
        Assert.Equal(expected, loss.Total.Values[0], 1e-5 * expected);
    }

    [Fact]
    public void Parameters_have_the_names_and_sizes_of_the_layers()
    {
        string[] expected =
        [
            "encoder.0.weight 16×30", "encoder.0.bias 16×1", "encoder.1.weight 8×16", "encoder.1.bias 8×1",
            "mean.weight 3×8", "mean.bias 3×1", "log_variance.weight 3×8", "log_variance.bias 3×1",
            "decoder.0.weight 8×3", "decoder.0.bias 8×1", "decoder.1.weight 16×8", "decoder.1.bias 16×1",
            "decoder.2.weight 30×16", "decoder.2.bias 30×1",
        ];
        Assert.Equal(
            expected,
            LittleData.Model(LittleData.Prior("3-D")).Parameters.Select(p => FormattableString.Invariant($"{p.Name} {p.Rows}×{p.Columns}")),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Weights_are_Glorot_uniform_and_biases_zero()
    {
        var model = new Vae(SampleShape.Gray(28, 28), new ModelOptions(), MultivariateNormal.Standard(2), Likelihood.Bernoulli, seed: 3);
        foreach (Parameter parameter in model.Parameters)
        {
            float[] values = LittleData.Values(parameter);
            if (parameter.Name.EndsWith(".bias", StringComparison.Ordinal))
            {
                Assert.All(values, value => Assert.Equal(0, value));
                continue;
            }

            double limit = Math.Sqrt(6.0 / (parameter.Rows + parameter.Columns)), n = values.Length;
            Assert.All(values, value => Assert.InRange(value, -limit, limit));
            Assert.InRange(values.Average(), -4 * limit / Math.Sqrt(3 * n), 4 * limit / Math.Sqrt(3 * n));
            Assert.InRange(values.Average(x => (double)x * x) / (limit * limit / 3), 1 - (4 / Math.Sqrt(n)), 1 + (4 / Math.Sqrt(n)));
        }
    }

    [Fact]
    public void The_seed_decides_the_weights_and_each_layer_has_its_own()
    {
        float[][] first = LittleData.Values(LittleData.Model(seed: 1));
        Assert.Equal(first, LittleData.Values(LittleData.Model(seed: 1)));
        Assert.NotEqual(first, LittleData.Values(LittleData.Model(seed: 2)));
        Assert.NotEqual(first[4], first[6]);
    }

    [Fact]
    public void A_shape_that_cannot_be_is_refused_with_all_its_faults()
    {
        var options = new ModelOptions { LatentDimensions = 0, Hidden = [5, 0, -1] };
        InputException fault = Assert.Throws<InputException>(() => new Vae(SampleShape.Features(10), options, MultivariateNormal.Standard(2), Likelihood.Bernoulli, 0));
        Assert.Equal(4, fault.Faults.Count);
        Assert.Contains("ModelOptions.LatentDimensions is 0", fault.Faults[0], StringComparison.Ordinal);
        Assert.Contains("ModelOptions.Hidden has a layer of 0 units", fault.Faults[1], StringComparison.Ordinal);
        Assert.Contains("ModelOptions.Hidden has a layer of -1 units", fault.Faults[2], StringComparison.Ordinal);
        Assert.Contains("The prior has 2 dimensions and the latent space 0", fault.Faults[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Logits_become_probabilities()
    {
        float[] output = [0, 200, -200, 1];
        Likelihood.Bernoulli.Mean(output, output);
        Assert.Equal([0.5, 1, 0, Math.Round(1 / (1 + Math.Exp(-1)), 6)], output.Select(x => Math.Round(x, 6)));
    }

    public void Dispose() => _pool.Dispose();

    private (Vae Model, Tape Tape, VaeLoss Loss) Record(string prior, double beta)
    {
        Vae model = LittleData.Model(LittleData.Prior(prior), seed: 9);
        var tape = new Tape(Rows, _pool);
        Tensor x = tape.Input(model.Pixels), noise = tape.Input(model.LatentDimensions);
        VaeLoss loss = model.Loss(x, noise, beta);
        LittleData.Images(Rows).Fill(0, Rows, x.Values);
        new RandomStream(4, RandomPurpose.Test).FillNormal(noise.Values);
        return (model, tape, loss);
    }

    /// <summary>The derivative of the plain loss by one number, from four values around it.</summary>
    private static double Difference(Tape tape, Tensor loss, Parameter parameter, int index)
    {
        const double h = 1e-5;
        double origin = parameter.ReferenceValue[index];
        double LossAt(double offset)
        {
            parameter.ReferenceValue[index] = origin + offset;
            tape.ForwardReference();
            return loss.ReferenceValue[0];
        }

        double difference = ((8 * (LossAt(h) - LossAt(-h))) - (LossAt(2 * h) - LossAt(-2 * h))) / (12 * h);
        parameter.ReferenceValue[index] = origin;
        return difference;
    }
}
