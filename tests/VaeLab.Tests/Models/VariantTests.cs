using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Training;

namespace VaeLab.Tests.Models;

/// <summary>Every activation, posterior and likelihood in a whole model. Runs alone: it measures allocations of the whole process.</summary>
[Collection(nameof(Alone))]
public sealed class VariantTests
{
    private const int Rows = 37;

    public static TheoryData<string> Variants => [.. s_variants.Keys];

    private static readonly Dictionary<string, (ModelOptions Options, Func<Likelihood> Likelihood)> s_variants = new(StringComparer.Ordinal)
    {
        ["tanh"] = (new() { Activation = Activation.Tanh }, () => Likelihood.Bernoulli),
        ["sigmoid"] = (new() { Activation = Activation.Sigmoid }, () => Likelihood.Bernoulli),
        ["softplus"] = (new() { Activation = Activation.Softplus }, () => Likelihood.Bernoulli),
        ["elu"] = (new() { Activation = Activation.Elu }, () => Likelihood.Bernoulli),
        ["leaky relu"] = (new() { Activation = Activation.LeakyRelu }, () => Likelihood.Bernoulli),
        ["gelu"] = (new() { Activation = Activation.Gelu }, () => Likelihood.Bernoulli),
        ["silu"] = (new() { Activation = Activation.Silu }, () => Likelihood.Bernoulli),
        ["identity"] = (new() { Activation = Activation.Identity }, () => Likelihood.Bernoulli),
        ["full posterior"] = (new() { Posterior = Posterior.Full, LatentDimensions = 3 }, () => Likelihood.Bernoulli),
        ["large full posterior"] = (new() { Posterior = Posterior.Full, LatentDimensions = 40 }, () => Likelihood.Bernoulli),
        ["continuous Bernoulli"] = (new(), () => Likelihood.ContinuousBernoulli),
        ["Gaussian"] = (new(), () => Likelihood.Gaussian(0.4)),
        ["Gaussian with learnt σ"] = (new() { Activation = Activation.Silu, Posterior = Posterior.Full }, () => Likelihood.GaussianWithLearntSigma()),
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Training_gives_the_same_bits_on_any_number_of_threads_and_lowers_the_loss(string variant)
    {
        (float[][] Weights, double First, double Last)[] results = [.. new[] { 1, 2, 5 }.Select(threads => Train(variant, threads))];
        Assert.All(results, result => Assert.Equal(results[0].Weights, result.Weights));
        Assert.True(results[0].Last < results[0].First, FormattableString.Invariant($"From {results[0].First} to {results[0].Last}."));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_fast_path_is_the_plain_one(string variant)
    {
        using var pool = new WorkerPool(1);
        Vae model = Model(variant);
        var tape = new Tape(Rows, pool);
        Tensor x = tape.Input(model.Pixels), noise = tape.Input(model.LatentDimensions);
        VaeLoss loss = model.Loss(x, noise, 0.5);
        ImageBatch.Fill(LittleData.Images(Rows), 0, Rows, x.Values);
        new RandomStream(4, RandomPurpose.Test).FillNormal(noise.Values);
        tape.Forward();
        tape.Backward(loss.Total);
        tape.LoadReference();
        tape.ForwardReference();
        tape.BackwardReference(loss.Total);
        Assert.Equal(loss.Total.ReferenceValue[0], loss.Total.Values[0], 1e-5 * (1 + Math.Abs(loss.Total.ReferenceValue[0])));
        foreach (Parameter parameter in model.Parameters)
        {
            var gradient = new float[parameter.Length];
            parameter.CopyGradientTo(gradient);
            double largest = parameter.ReferenceGradient.Max(Math.Abs);
            Assert.True(largest > 0, $"{parameter.Name} has no gradient.");
            for (int i = 0; i < gradient.Length; i++)
                Assert.InRange(gradient[i] - parameter.ReferenceGradient[i], -2e-5 * largest, 2e-5 * largest);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_warm_step_allocates_nothing(string variant)
    {
        using var pool = new WorkerPool(2);
        Vae model = Model(variant);
        var beta = new Coefficient(1);
        var step = new TrainingStep(model, new Adam(model.Parameters), Rows, beta, pool);
        ImageBatch.Fill(LittleData.Images(Rows), 0, Rows, step.Images);
        new RandomStream(1, RandomPurpose.Test).FillNormal(step.Noise);
        Assert.Equal(0, Allocations.Fewest(() =>
        {
            beta.Value *= 0.999f;
            step.Run();
        }));
    }

    [Fact]
    public void Unknown_choices_are_refused()
    {
        string[] faults = [.. new ModelOptions { Activation = (Activation)99, Posterior = (Posterior)7 }.Faults()];
        Assert.Equal(2, faults.Length);
        Assert.Contains("--activation is 99; it needs one of Identity, Relu, Tanh", faults[0], StringComparison.Ordinal);
        Assert.Contains("--posterior is 7; it needs one of Diagonal, Full", faults[1], StringComparison.Ordinal);
    }

    private static Vae Model(string variant)
    {
        (ModelOptions options, Func<Likelihood> likelihood) = s_variants[variant];
        options = options with { Hidden = [16, 8] };
        int d = options.LatentDimensions;
        MultivariateNormal prior = d == 2 ? new(new double[2], LittleData.Correlated) : Correlated(d);
        return new(LittleData.Shape, options, prior, likelihood(), seed: 3);
    }

    /// <summary>N(0, Σ) with all correlations 0.3.</summary>
    private static MultivariateNormal Correlated(int dimensions)
    {
        var covariance = new double[dimensions, dimensions];
        for (int i = 0; i < dimensions * dimensions; i++)
            covariance[i / dimensions, i % dimensions] = i / dimensions == i % dimensions ? 1 : 0.3;
        return new(new double[dimensions], covariance);
    }

    private static (float[][] Weights, double First, double Last) Train(string variant, int threads)
    {
        using var pool = new WorkerPool(threads);
        Vae model = Model(variant);
        var step = new TrainingStep(model, new Adam(model.Parameters, learningRate: 0.01), Rows, beta: 1, pool);
        double first = 0, last = 0;
        for (uint t = 0; t < 60; t++)
        {
            step.Rows = t % 5 == 4 ? 21 : Rows;
            ImageBatch.Fill(LittleData.Images(Rows), 0, step.Rows, step.Images);
            new RandomStream(1, RandomPurpose.Test, t).FillNormal(step.Noise);
            last = step.Run().Total;
            first = t == 0 ? last : first;
        }

        return (LittleData.Values(model), first, last);
    }
}
