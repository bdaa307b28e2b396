using System.Text.Json;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using VaeLab.Tests.Training;
using VaeLab.Training;

namespace VaeLab.Tests.Distributions;

/// <summary>Mixtures that are learnt with the model, against plain Python: <c>tests/fixtures/python/make_learnt_priors.py</c> says how its numbers were made.</summary>
public sealed class LearntPriorTests : IDisposable
{
    private const int Pixels = 12, Rows = 7;
    private const uint Images = 100, Noise = 101;

    private readonly WorkerPool _pool = new(2);

    [Theory]
    [InlineData("mixture")]
    [InlineData("vamp")]
    public void Losses_and_gradients_are_those_of_plain_python(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "learnt_priors.json")));
        JsonElement expected = golden.RootElement.GetProperty(name), gradients = expected.GetProperty("gradients");
        var model = (Vae)new ModelOptions { LatentDimensions = 3, Hidden = [6, 5], Activation = Activation.Tanh, Prior = $"{name}:4" }.Create(SampleShape.Features(Pixels), seed: 0);
        foreach ((int s, Parameter parameter) in model.Parameters.Index())
            parameter.CopyFrom([.. Enumerable.Range(0, parameter.Length).Select(k => (float)(((2 * HashedNumbers.Uniform((uint)k, (uint)s)) - 1) / 2))]);
        var tape = new Tape(Rows, _pool);
        Batch batch = Batch.On(tape, model);
        for (int i = 0; i < batch.Images.Values.Length; i++)
            batch.Images.Values[i] = (float)HashedNumbers.Uniform((uint)i, Images);
        for (int i = 0; i < batch.Noise.Values.Length; i++)
            batch.Noise.Values[i] = (float)((4 * HashedNumbers.Uniform((uint)i, Noise)) - 2);
        ModelLoss loss = model.Loss(batch, KlPenalty.Weighted(1));
        tape.Forward();
        tape.Backward(loss.Total);

        Assert.Equal(expected.GetProperty("reconstruction").GetDouble(), Loss.Mean(loss.Reconstruction.Values), 1e-5);
        Assert.Equal(expected.GetProperty("kl").GetDouble(), Loss.Mean(loss.Kl!.Values), 1e-5);
        Assert.Equal(gradients.EnumerateObject().Select(gradient => gradient.Name), model.Parameters.Select(parameter => parameter.Name), StringComparer.Ordinal);
        foreach (Parameter parameter in model.Parameters)
        {
            double[] right = [.. gradients.GetProperty(parameter.Name).EnumerateArray().Select(number => number.GetDouble())];
            var found = new float[parameter.Length];
            parameter.CopyGradientTo(found);
            double largest = right.Max(Math.Abs);
            Assert.True(largest > 0);
            Assert.All(right.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-5 * Math.Max(0.01, largest)));
        }
    }

    [Theory]
    [InlineData("mixture:7")]
    [InlineData("vamp:7")]
    [InlineData("mixture:1")]
    [InlineData("vamp:1")]
    public void Its_points_have_its_moments(string name)
    {
        var prior = (MixturePrior)Model(name).Prior;
        const int count = 40_000;
        float[] points = prior.Sample(count, new(3, RandomPurpose.Test));
        MultivariateNormal moments = prior.Moments;
        for (int i = 0; i < 2; i++)
        {
            double[] numbers = [.. Enumerable.Range(0, count).Select(n => (double)points[(2 * n) + i])];
            double mean = numbers.Average(), spread = Math.Sqrt(moments.Variances[i]);
            Assert.Equal(moments.Mean[i], mean, 0.03 * spread);
            Assert.Equal(1, numbers.Average(number => (number - mean) * (number - mean)) / moments.Variances[i], 0.05);
        }

        // One by one as together.
        float[] noise = new float[6];
        new RandomStream(3, RandomPurpose.Test).FillNormal(noise);
        prior.Transform(noise.AsSpan(0, 2));
        Assert.Equal(points[..2], noise[..2]);
    }

    [Fact]
    public void Pseudo_inputs_are_encoded_once_for_a_batch()
    {
        // The operations of a sample do not grow with the components, for these are as many for any batch.
        long Operations(string name) => new TrainingStep(Model(name), optimizer: null, 20, KlPenalty.Weighted(1), _pool).FloatingPointOperations;
        Assert.Equal(Operations("vamp:2"), Operations("vamp:200"));
    }

    [Theory]
    [InlineData("mixture:0", "mixture:K or vamp:K with K from 1 to 10000 learnt components")]
    [InlineData("vamp:10001", "mixture:K or vamp:K with K from 1 to 10000 learnt components")]
    [InlineData("vamp:", "it needs one of gaussian")]
    [InlineData("ring:3", "it needs one of gaussian")]
    [InlineData("vamp:-1", "it needs one of gaussian")]
    public void A_name_that_is_none_is_refused(string name, string fault) =>
        Assert.Contains(fault, Assert.Single(new ModelOptions { Prior = name }.Faults().Distinct(StringComparer.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void What_cannot_be_is_said()
    {
        var vamp = new ModelOptions { Prior = "vamp:3" };
        Assert.Contains("pseudo-inputs, which have no class", Assert.Single((vamp with { Classes = 10 }).Faults()), StringComparison.Ordinal);
        Assert.Contains("posteriors of diagonal covariance", Assert.Single((vamp with { Posterior = Posterior.Full }).Faults()), StringComparison.Ordinal);
        Assert.Contains("is made of the posteriors of a VAE", Assert.Single(vamp.As(new VaeGanOptions()).Faults()), StringComparison.Ordinal);
        Assert.Contains("is made of the posteriors of a VAE", Assert.Single(vamp.As(new AdversarialOptions()).Faults()), StringComparison.Ordinal);
        var prior = (VampPrior)Model("vamp:3").Prior;
        Assert.Throws<InvalidOperationException>(() => prior.Bind(LittleData.Shape, _ => null!));
        Assert.Throws<InvalidOperationException>(() => new VampPrior(2, 3).Inputs());
    }

    [Theory]
    [InlineData("mixture:5")]
    [InlineData("vamp:5")]
    public void With_it_a_training_reaches_a_lower_loss_than_before_it_and_threads_do_not_matter(string name)
    {
        float[][] Train(int threads)
        {
            using var pool = new WorkerPool(threads);
            Vae model = Model(name);
            TrainingResult result = new Trainer(model, LittleData.Dataset(), new() { Epochs = 30, BatchSize = 10, LearningRate = 0.01, Threads = threads }, pool).Fit(TestContext.Current.CancellationToken);
            Assert.True(result.History[^1].Validation.Total < result.History[0].Validation.Total - 2);
            return LittleData.Values(model);
        }

        Assert.Equal(Train(1), Train(3));
    }

    public void Dispose() => _pool.Dispose();

    private static Vae Model(string prior) => (Vae)new ModelOptions { Hidden = [16, 8], Prior = prior }.Create(LittleData.Shape, seed: 3);
}
