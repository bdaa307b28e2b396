using VaeLab.Distributions;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

/// <summary>Two ways to the gradient of E[f(z)] for z ~ N(μ, σ²), on f(z) = z², where E[f(z)] = μ² + σ² is known.</summary>
public sealed class ReparameterizationTests : IDisposable
{
    private const int Samples = 200_000;
    private const float Mean = 1, LogVariance = 0;

    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void The_tapes_gradient_is_that_of_the_expectation()
    {
        var tape = new Tape(Samples, _pool);
        Tensor constant = tape.Input(1), noise = tape.Input(1);
        Parameter mean = new("mean.bias", 1, 1), logVariance = new("log_variance.bias", 1, 1);
        var q = new DiagonalGaussian(
            Dense(constant, new Parameter("mean.weight", 1, 1), mean),
            Dense(constant, new Parameter("log_variance.weight", 1, 1), logVariance));
        Tensor loss = Functions.Mean(Square(q.Reparameterize(noise)));

        mean.CopyFrom([Mean]);
        logVariance.CopyFrom([LogVariance]);
        new RandomStream(1, RandomPurpose.Test).FillNormal(noise.Values);
        tape.Forward();
        tape.Backward(loss);

        Assert.Equal(2 * Mean, Gradient(mean), 0.02);                      // ∂(μ² + σ²)/∂μ = 2μ
        Assert.Equal(Math.Exp(LogVariance), Gradient(logVariance), 0.02);  // ∂(μ² + σ²)/∂ln σ² = σ²
    }

    [Fact]
    public void The_score_function_estimates_the_same_with_far_more_variance()
    {
        // At μ = σ = 1 the variances are 4 and E[z⁴ε²] − 4 = 1 + 18 + 15 − 4 = 30.
        var noise = new float[Samples];
        new RandomStream(1, RandomPurpose.Test).FillNormal(noise);
        double[] pathwise = [.. noise.Select(e => 2.0 * (1 + e))], score = [.. noise.Select(e => (1.0 + e) * (1 + e) * e)];
        Assert.Equal(2, pathwise.Average(), 0.02);
        Assert.Equal(2, score.Average(), 0.06);
        Assert.Equal(4, Variance(pathwise), 0.1);
        Assert.Equal(30, Variance(score), 1.5);
    }

    public void Dispose() => _pool.Dispose();

    private static double Variance(double[] values)
    {
        double mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }

    private static float Gradient(Parameter parameter)
    {
        var gradient = new float[1];
        parameter.CopyGradientTo(gradient);
        return gradient[0];
    }
}
