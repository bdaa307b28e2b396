using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

/// <summary>What cross-entropy lacks to be a density of gray values.</summary>
public sealed class GrayPixelTests : IDisposable
{
    private readonly WorkerPool _pool = new(1);

    [Theory]
    [InlineData(0.5, 0.7136819)]
    [InlineData(-3, 1.1982688)]
    [InlineData(20, 2.9957323)]
    public void The_continuous_Bernoulli_divides_by_the_integral_of_the_cross_entropys_density(double logit, double logConstant)
    {
        // ∫ pˣ(1−p)¹⁻ˣ dx = tanh(l/2)/l: in closed form, and by the midpoint rule.
        const int nodes = 2_000;
        Assert.Equal(logConstant, -Math.Log(Math.Tanh(logit / 2) / logit), 1e-6);
        double integral = Enumerable.Range(0, nodes).Average(i => Math.Exp(-Losses(logit, (i + 0.5) / nodes).CrossEntropy));
        Assert.Equal(logConstant, -Math.Log(integral), 1e-3);

        (double crossEntropy, double continuous) = Losses(logit, 0.3);
        Assert.Equal(logConstant, crossEntropy - continuous, 1e-5);
    }

    public void Dispose() => _pool.Dispose();

    private (double CrossEntropy, double Continuous) Losses(double logit, double x)
    {
        var tape = new Tape(1, _pool, gradients: false);
        Tensor logits = tape.Input(1), targets = tape.Input(1);
        Tensor plain = BinaryCrossEntropy(logits, targets), continuous = ContinuousCrossEntropy(logits, targets);
        (logits.Values[0], targets.Values[0]) = ((float)logit, (float)x);
        tape.Forward();
        return (plain.Values[0], continuous.Values[0]);
    }
}
