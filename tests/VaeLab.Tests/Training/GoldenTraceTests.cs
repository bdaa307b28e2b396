using System.Text.Json;
using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Networks;
using VaeLab.Numerics;
using VaeLab.Numerics.Kernels;
using VaeLab.Training;

namespace VaeLab.Tests.Training;

/// <summary>
/// The first steps of the three experiments, and of a convolutional model, on MNIST, against the same steps taken by PyTorch in float64;
/// <c>tests/fixtures/README.md</c> says how the trace was made.
/// </summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed class GoldenTraceTests : IDisposable
{
    private const double Tolerance = 1e-5, GradientTolerance = 2e-5;
    private const int TestImages = 1000;

    private static readonly Lazy<Dataset> s_mnist = new(Dataset.Mnist);

    private readonly WorkerPool _pool = new(2);

    [Fact]
    public void The_kernels_are_those_that_this_run_is_about() =>
        Assert.Equal(InstructionSets.Expected, KernelSet.Best.Name, StringComparer.Ordinal);

    [Theory]
    [InlineData("vae_2d", 20)]
    [InlineData("vae_3d", 20)]
    [InlineData("vae_correlated", 20)]
    [InlineData("vae_convolutional", 10)]
    public void The_first_steps_follow_the_trace(string experiment, int steps)
    {
        Golden golden = Golden.Read(experiment);
        Vae model = golden.Model();
        int batch = golden.Batch;

        var measure = new TrainingStep(model, optimizer: null, batch, golden.Beta, _pool);
        Fill(measure, step: 0, batch);
        measure.Run();
        AssertNorms(golden.FirstStepGradientNorms, model, (parameter, target) => parameter.CopyGradientTo(target), GradientTolerance);

        var training = new TrainingStep(model, new Adam(model.Parameters, golden.LearningRate), batch, golden.Beta, _pool);
        Assert.Equal(steps, golden.Trace.Count);
        for (int step = 0; step < golden.Trace.Count; step++)
        {
            Fill(training, step, batch);
            AssertLoss(golden.Trace[step], training.Run(), FormattableString.Invariant($"step {step + 1}"));
        }

        AssertNorms(golden.FinalParameterNorms, model, (parameter, target) => parameter.CopyTo(target), Tolerance);
        AssertLoss(golden.TestFirst1000AtPosteriorMean, EvaluateAtPosteriorMean(model), "test images");
    }

    public void Dispose() => _pool.Dispose();

    private static void Fill(TrainingStep training, int step, int batch)
    {
        training.Rows = batch;
        s_mnist.Value.Train.Fill(batch * step, batch, training.Images);
        for (int n = 0; n < training.Noise.Length; n++)
            training.Noise[n] = HashedNumbers.Normal((uint)n, 1000 + (uint)step);
    }

    private Loss EvaluateAtPosteriorMean(Vae model)
    {
        var tape = new Tape(TestImages, _pool, gradients: false);
        Tensor x = tape.Input(model.Pixels), noise = tape.Input(model.LatentDimensions);
        VaeLoss loss = model.Loss(x, noise);
        s_mnist.Value.Test!.Fill(0, TestImages, x.Values);
        noise.Values.Clear();
        tape.Forward();
        return Loss.MeanOf(loss);
    }

    private static void AssertLoss(GoldenLoss expected, Loss actual, string where)
    {
        AssertRelative(expected.Reconstruction, actual.Reconstruction, Tolerance, $"{where}: reconstruction");
        AssertRelative(expected.Kl, actual.Kl!.Value, Tolerance, $"{where}: KL");
    }

    private static void AssertNorms(IReadOnlyDictionary<string, double> expected, Vae model, Action<Parameter, float[]> copy, double tolerance)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), model.Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (Parameter parameter in model.Parameters)
        {
            var values = new float[parameter.Length];
            copy(parameter, values);
            AssertRelative(expected[parameter.Name], Math.Sqrt(values.Sum(value => (double)value * value)), tolerance, parameter.Name);
        }
    }

    private static void AssertRelative(double expected, double actual, double tolerance, string what)
    {
        double error = Math.Abs(actual - expected) / Math.Abs(expected);
        Assert.True(error <= tolerance, FormattableString.Invariant($"{what} is {actual:R} and should be {expected:R}, off by {error:E1}."));
    }

    private sealed record GoldenLoss(double Reconstruction, double Kl);

    private sealed record Golden(
        int Latent,
        int[] Hidden,
        double[][] PriorCovariance,
        int Batch,
        double Beta,
        double LearningRate,
        Dictionary<string, double> FirstStepGradientNorms,
        List<GoldenLoss> Trace,
        Dictionary<string, double> FinalParameterNorms,
        [property: JsonPropertyName("test_first_1000_at_posterior_mean")] GoldenLoss TestFirst1000AtPosteriorMean,
        string? Encoder = null,
        string? Decoder = null)
    {
        private static readonly JsonSerializerOptions s_options = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            RespectRequiredConstructorParameters = true,
        };

        public static Golden Read(string experiment)
        {
            string path = Path.Combine(AppContext.BaseDirectory, "fixtures", "golden.json");
            return JsonSerializer.Deserialize<Dictionary<string, Golden>>(File.ReadAllText(path), s_options)![experiment];
        }

        public Vae Model()
        {
            var covariance = new double[Latent, Latent];
            for (int i = 0; i < Latent * Latent; i++)
                covariance[i / Latent, i % Latent] = PriorCovariance[i / Latent][i % Latent];
            var prior = new MultivariateNormal(new double[Latent], covariance);
            var model = new Vae(SampleShape.Gray(28, 28), Options(), prior, Likelihood.Bernoulli, seed: 0);

            uint layer = 0;
            foreach (Parameter weight in model.Parameters.Where(parameter => parameter.Name.EndsWith(".weight", StringComparison.Ordinal)))
            {
                int kernel = weight.Shape.Skip(2).Aggregate(1, (product, size) => product * size);
                double limit = Math.Sqrt(6.0 / ((weight.Shape[0] + weight.Shape[1]) * kernel));
                weight.CopyFrom([.. Enumerable.Range(0, weight.Length).Select(k => (float)(((2 * HashedNumbers.Uniform((uint)k, layer)) - 1) * limit))]);
                layer++;
            }

            return model;
        }

        private ModelOptions Options() => Encoder is null
            ? new() { LatentDimensions = Latent, Hidden = Hidden }
            : new() { LatentDimensions = Latent, Encoder = Architecture.Parse(Encoder), Decoder = Architecture.Parse(Decoder!) };
    }
}
