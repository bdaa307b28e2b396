using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Training;

namespace VaeLab.Tests.Evaluation;

public sealed class ImportanceSamplingTests : IDisposable
{
    private static readonly RandomStream s_noise = new(3, RandomPurpose.Test);

    private readonly WorkerPool _pool = new(1);
    private readonly ImageSet _images = LittleData.Images(4);

    [Fact]
    public void With_many_samples_it_is_the_integral_over_the_latent_space()
    {
        // One dimension: log ∫ p(x|z) p(z) dz can be had by the trapezoidal rule.
        const int nodes = 1601;
        Vae model = LittleData.Model(MultivariateNormal.Standard(1), seed: 6);
        float[] z = [.. Enumerable.Range(0, nodes).Select(i => (i - (nodes / 2)) / 100f)];
        float[] probabilities = new ModelInspector(model, _pool).Decode(z);
        double expected = 0;
        for (int image = 0; image < _images.Count; image++)
        {
            double[] x = [.. _images[image].ToArray().Select(pixel => pixel / 255.0)];
            double integral = Enumerable.Range(0, nodes).Sum(i =>
                0.01 * Math.Exp(model.Prior.Moments.LogDensity(z.AsSpan(i, 1)) + LogLikelihood(x, probabilities.AsSpan(i * LittleData.Pixels, LittleData.Pixels))));
            expected -= Math.Log(integral) / _images.Count;
        }

        Assert.Equal(expected, new ImportanceSampling(model, _pool).NegativeLogLikelihood(_images, 20_000, s_noise), 0.02);
    }

    [Theory]
    [InlineData(Inference.TopDown)]
    [InlineData(Inference.Ladder)]
    public void With_several_layers_it_is_the_integral_over_all_of_them(Inference inference)
    {
        // One dimension each: the integral over ε₁ and z₂, both N(0, 1), of p(x|z₁) with z₁ = μ(z₂) + σ(z₂)·ε₁.
        const int nodes = 161;
        const float step = 0.075f;
        var model = (HierarchicalVae)new ModelOptions
        {
            LatentDimensions = 1,
            Hidden = [16, 8],
        }.As(new HierarchicalOptions { Lower = [1], Between = 6, Inference = inference }).Create(LittleData.Shape, seed: 6);
        model.Parameters.Single(parameter => parameter.Name == "prior.1.log_variance.bias").CopyFrom([-1]);
        var tape = new Tape(nodes * nodes, _pool, gradients: false);
        Tensor point = tape.Input(2), output = model.Generate(point);
        for (int i = 0; i < point.Values.Length; i++)
            point.Values[i] = step * ((i % 2 == 0 ? i / 2 / nodes : i / 2 % nodes) - (nodes / 2));
        tape.Forward();
        float[] probabilities = output.Values.ToArray();
        model.Likelihood.Mean(probabilities, probabilities);
        double expected = 0;
        for (int image = 0; image < _images.Count; image++)
        {
            double[] x = [.. _images[image].ToArray().Select(pixel => pixel / 255.0)];
            double integral = Enumerable.Range(0, nodes * nodes).Sum(i => step * step * Math.Exp(
                model.Prior.Moments.LogDensity(point.Values.Slice(2 * i, 1)) + model.Prior.Moments.LogDensity(point.Values.Slice((2 * i) + 1, 1))
                + LogLikelihood(x, probabilities.AsSpan(i * LittleData.Pixels, LittleData.Pixels))));
            expected -= Math.Log(integral) / _images.Count;
        }

        Assert.Equal(expected, new ImportanceSampling(model, _pool).NegativeLogLikelihood(_images, 20_000, s_noise), 0.02);
    }

    [Fact]
    public void More_samples_tighten_the_bound()
    {
        // A posterior that is narrower than it should be leaves the bound room.
        Vae model = LittleData.Model(seed: 6);
        model.Parameters.Single(parameter => parameter.Name == "log_variance.bias").CopyFrom([-1, -1]);
        var sampling = new ImportanceSampling(model, _pool);
        ImageSet images = LittleData.Images(200);
        double[] bounds = [.. new[] { 1, 10, 1000 }.Select(samples => sampling.NegativeLogLikelihood(images, samples, s_noise))];
        Assert.Equal(new LossEvaluator(model, _pool).Evaluate(images, s_noise).Total, bounds[0], 0.3);
        Assert.True(bounds[0] > bounds[1] && bounds[1] > bounds[2], string.Join(", ", bounds));
    }

    /// <summary>With a small σ of the pixels each p(x|z) is below e⁻⁷⁴⁵, which no double can hold.</summary>
    [Fact]
    public void Likelihoods_that_underflow_are_added_all_the_same()
    {
        var prior = MultivariateNormal.Standard(2);
        var model = new Vae(LittleData.Shape, new ModelOptions { Hidden = [16, 8] }, prior, Likelihood.Gaussian(0.01), seed: 6);
        var sampling = new ImportanceSampling(model, _pool);
        double one = sampling.NegativeLogLikelihood(_images, 1, s_noise), ten = sampling.NegativeLogLikelihood(_images, 10, s_noise);
        Assert.InRange(ten, 745, one);
        Assert.True(double.IsFinite(one));
    }

    public void Dispose() => _pool.Dispose();

    private static double LogLikelihood(double[] x, ReadOnlySpan<float> probabilities)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (x[i] * Math.Log(probabilities[i])) + ((1 - x[i]) * Math.Log(1 - probabilities[i]));
        return sum;
    }
}
