using CsCheck;
using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Operations;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics.Tests;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed class FunctionPropertyTests
{
    private const string Seed = "0N0XIzNsQ0O2";

    private static readonly Gen<float> s_any = Gen.OneOf(Gen.Float[-10, 10], Gen.Float[-200, 200], Gen.Float[-1e6f, 1e6f]);

    [Fact]
    public void Softplus_of_x_less_softplus_of_minus_x_is_x() => s_any.Sample(
        x => IsClose(x, Apply<SoftplusFunction>(x) - Apply<SoftplusFunction>(-x), 2e-7 * (1 + Math.Abs(x))), seed: Seed);

    [Fact]
    public void Sigmoids_of_x_and_minus_x_make_1() => s_any.Sample(
        x => IsClose(1, Apply<SigmoidFunction>(x) + Apply<SigmoidFunction>(-x), 3e-7) && Apply<SigmoidFunction>(x) is >= 0 and <= 1, seed: Seed);

    [Fact]
    public void Sigmoid_is_the_slope_of_softplus_and_tanh_a_stretched_sigmoid() => Gen.Float[-30, 30].Sample(
        x => IsClose(Apply<SigmoidFunction>(x), SoftplusFunction.Derivative(x, SoftplusFunction.Value(x)), 3e-7)
            && IsClose(Apply<TanhFunction>(x), (2 * Apply<SigmoidFunction>(2 * x)) - 1, 5e-7),
        seed: Seed);

    [Fact]
    public void Exp_and_log_undo_each_other() => Gen.Float[-80, 80].Sample(
        x => IsClose(x, Apply<LogFunction>(Apply<ExpFunction>(x)), 2e-5), seed: Seed);

    [Fact]
    public void Cross_entropy_is_finite_and_not_negative() => Gen.Select(s_any, Gen.Float[0, 1]).Sample(
        (logit, target) => Array.TrueForAll([.. KernelSet.All], kernels =>
        {
            (float loss, float derivative) = CrossEntropyOf(kernels, logit, target);

            // For targets near 1, max(l, 0) − l·x is the difference of two large numbers.
            return float.IsFinite(loss) && loss >= -2e-7 * Math.Abs(logit) && derivative is >= -1 and <= 1;
        }),
        seed: Seed);

    [Fact]
    public void Cross_entropy_is_least_where_the_probability_is_the_target() => Gen.Select(Gen.Float[-6, 6], Gen.Float[-6, 6]).Sample(
        (logit, other) =>
        {
            float target = SigmoidFunction.Value(logit);
            return CrossEntropyOf(KernelSet.Best, logit, target).Loss <= CrossEntropyOf(KernelSet.Best, other, target).Loss + 2e-6;
        },
        seed: Seed);

    [Fact]
    public void KL_divergence_is_positive_and_zero_only_between_equals()
    {
        using var pool = new WorkerPool(1);
        Gen<double> mean = Gen.Double[-3, 3], variance = Gen.Double[0.05, 5];
        Gen.Select(mean, mean, variance, variance, Gen.Double[-0.9, 0.9], Gen.Double[0, 1]).Sample(
            (m0, m1, v0, v1, correlation, distance) =>
            {
                double covariance = correlation * Math.Sqrt(v0 * v1), determinant = (v0 * v1) - (covariance * covariance);
                double[,] precision = { { v1 / determinant, -covariance / determinant }, { -covariance / determinant, v0 / determinant } };
                double[,] diagonal = { { 1 / v0, 0 }, { 0, 1 / v1 } };
                float[] same = [(float)m0, (float)m1], near = [(float)(m0 + distance), (float)m1];
                float[] logVariance = [(float)Math.Log(v0), (float)Math.Log(v1)];

                double equal = Kl(pool, same, logVariance, [m0, m1], diagonal, Math.Log(v0 * v1));
                double shifted = Kl(pool, near, logVariance, [m0, m1], diagonal, Math.Log(v0 * v1));
                double correlated = Kl(pool, same, logVariance, [m0, m1], precision, Math.Log(determinant));
                return IsClose(0, equal, 1e-6)
                    && IsClose(distance * distance / (2 * v0), shifted, 1e-5 * (1 + shifted))
                    && correlated >= -1e-6;
            },
            seed: Seed,
            iter: 200);
    }

    private static double Kl(WorkerPool pool, float[] mean, float[] logVariance, double[] targetMean, double[,] precision, double logDeterminant)
    {
        var tape = new Tape(1, pool);
        Tensor mu = tape.Input(2), logs = tape.Input(2), kl = GaussianKl(mu, logs, targetMean, precision, logDeterminant);
        mean.CopyTo(mu.Values);
        logVariance.CopyTo(logs.Values);
        tape.Forward();
        return kl.Values[0];
    }

    private static unsafe (float Loss, float Derivative) CrossEntropyOf(KernelSet kernels, float logit, float target)
    {
        float derivative;
        float loss = kernels.CrossEntropyRow(&logit, &target, &derivative, columns: 1);
        return (loss, derivative);
    }

    /// <summary>The fast form, in a row long enough for vectors.</summary>
    private static float Apply<TFunction>(float x)
        where TFunction : struct, IUnaryFunction
    {
        Span<float> values = stackalloc float[19];
        values.Fill(x);
        TFunction.Apply(KernelSet.Best, values, values);
        for (int i = 1; i < values.Length; i++)
            Assert.Equal(values[0], values[i], 1e-6 * Math.Abs(values[0]));
        return values[0];
    }

    private static bool IsClose(double expected, double actual, double tolerance) => Math.Abs(expected - actual) <= tolerance;
}
