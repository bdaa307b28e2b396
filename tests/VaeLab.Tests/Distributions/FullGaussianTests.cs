using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

public sealed class FullGaussianTests : IDisposable
{
    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void Its_KL_is_the_closed_form()
    {
        // L = [[e^.1, 0], [.3, e^−.2]], against the definition with the whole matrices.
        var prior = new MultivariateNormal([0.5, -1], LittleData.Correlated);
        double a = Math.Exp(0.1), b = Math.Exp(-0.2), c = 0.3;
        double[,] s = { { a * a, a * c }, { a * c, (c * c) + (b * b) } }, p = prior.Precision;
        double[] deviation = [1 - 0.5, 2 + 1];
        double trace = 0, quadratic = 0;
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 2; j++)
            {
                trace += p[i, j] * s[j, i];
                quadratic += deviation[i] * p[i, j] * deviation[j];
            }
        }

        double determinant = (s[0, 0] * s[1, 1]) - (s[0, 1] * s[1, 0]);
        double expected = 0.5 * (trace + quadratic - 2 + prior.LogDeterminant - Math.Log(determinant));
        Assert.Equal(expected, Kl([1, 2], [0.2f, -0.4f], [0.3f], prior), 2e-6);
    }

    [Fact]
    public void Without_what_is_below_the_diagonal_it_is_the_diagonal_one()
    {
        foreach (MultivariateNormal prior in new[] { MultivariateNormal.Standard(2), new([1, -0.5], LittleData.Correlated) })
        {
            var tape = new Tape(1, _pool);
            Tensor mean = tape.Input(2), logVariance = tape.Input(2), below = tape.Input(1), noise = tape.Input(2);
            GaussianPosterior full = new FullGaussian(mean, logVariance, below), diagonal = new DiagonalGaussian(mean, logVariance);
            Tensor[] pairs = [full.KlDivergence(prior), diagonal.KlDivergence(prior), full.Reparameterize(noise), diagonal.Reparameterize(noise)];
            new float[] { 1, -1 }.CopyTo(mean.Values);
            new float[] { 0.3f, -0.7f }.CopyTo(logVariance.Values);
            new float[] { 0.4f, -1.5f }.CopyTo(noise.Values);
            tape.Forward();
            Assert.Equal(pairs[1].Values[0], pairs[0].Values[0], 1e-6);
            Assert.Equal(pairs[3].Values[0], pairs[2].Values[0], 1e-6);
            Assert.Equal(pairs[3].Values[1], pairs[2].Values[1], 1e-6);
        }
    }

    [Fact]
    public void Reparameterizing_is_the_mean_and_the_triangle_times_noise_row_by_row()
    {
        var tape = new Tape(2, _pool);
        Tensor mean = tape.Input(3), logVariance = tape.Input(3), below = tape.Input(3), noise = tape.Input(3);
        var posterior = new FullGaussian(mean, logVariance, below);
        Tensor z = posterior.Reparameterize(noise);
        new float[] { 0, 0, 0, 1, 2, 3 }.CopyTo(mean.Values);
        float log4 = MathF.Log(4);
        new float[] { 0, 0, 0, 0, log4, -log4 }.CopyTo(logVariance.Values);
        new float[] { 0, 0, 0, 10, 100, 1000 }.CopyTo(below.Values);
        new float[] { 1, 2, 3, 1, -1, 2 }.CopyTo(noise.Values);
        tape.Forward();

        // Row 2: 10·ε₁ + 2·ε₂; row 3: 100·ε₁ + 1000·ε₂ + ½·ε₃.
        double[] expected = [1, 2, 3, 1 + 1, 2 + 10 - 2, 3 + 100 - 1000 + 1];
        Assert.Equal(expected, z.Values.ToArray().Select(x => Math.Round(x, 3)));

        float[] point = [1, -1, 2];
        posterior.Transform(row: 1, point, point);
        Assert.Equal(expected[3..], point.Select(x => Math.Round(x, 3)));
    }

    [Fact]
    public void The_covariance_of_a_row_is_the_triangle_times_itself_turned()
    {
        var tape = new Tape(2, _pool);
        Tensor mean = tape.Input(3), logVariance = tape.Input(3), below = tape.Input(3);
        float log4 = MathF.Log(4);
        new float[] { 9, 9, 9, 0, log4, -log4 }.CopyTo(logVariance.Values);
        new float[] { 9, 9, 9, 3, 4, 5 }.CopyTo(below.Values);

        // L = [[1, 0, 0], [3, 2, 0], [4, 5, ½]], and of the diagonal one [[1, 0, 0], [0, 2, 0], [0, 0, ½]].
        AssertCovariance(new FullGaussian(mean, logVariance, below), new double[,] { { 1, 3, 4 }, { 3, 13, 22 }, { 4, 22, 41.25 } });
        AssertCovariance(new DiagonalGaussian(mean, logVariance), new double[,] { { 1, 0, 0 }, { 0, 4, 0 }, { 0, 0, 0.25 } });
    }

    [Fact]
    public void It_reaches_a_correlated_prior_and_a_diagonal_one_cannot()
    {
        var prior = new MultivariateNormal(new double[2], LittleData.Correlated);
        Assert.InRange(Fit(q => q.KlDivergence(prior), full: true), -1e-5, 1e-4);
        Assert.Equal(-0.5 * Math.Log(1 - 0.32), Fit(q => q.KlDivergence(prior), full: false), 1e-4);
        Assert.Equal(0.19283, -0.5 * Math.Log(1 - 0.32), 5e-6);
    }

    [Fact]
    public void Free_bits_leave_each_dimension_its_share()
    {
        MultivariateNormal prior = MultivariateNormal.Standard(2);
        Assert.Equal(2 * 0.25, Fit(q => Sum(Maximum(Mean(((DiagonalGaussian)q).KlPerDimension(prior)), 0.25)), full: false), 1e-3);
    }

    [Fact]
    public void KL_of_each_dimension_adds_up_and_needs_a_diagonal_prior()
    {
        var prior = new MultivariateNormal([0.5, -1], new double[,] { { 2, 0 }, { 0, 0.25 } });
        var tape = new Tape(3, _pool);
        Tensor mean = tape.Input(2), logVariance = tape.Input(2);
        var posterior = new DiagonalGaussian(mean, logVariance);
        Tensor whole = posterior.KlDivergence(prior), each = posterior.KlPerDimension(prior);
        new RandomStream(3, RandomPurpose.Test).FillNormal(mean.Values);
        new RandomStream(4, RandomPurpose.Test).FillNormal(logVariance.Values);
        tape.Forward();
        for (int n = 0; n < 3; n++)
            Assert.Equal(whole.Values[n], each.Values[2 * n] + each.Values[(2 * n) + 1], 1e-5);

        var correlated = new MultivariateNormal(new double[2], LittleData.Correlated);
        Assert.True(prior.IsDiagonal);
        Assert.False(correlated.IsDiagonal);
        Assert.Contains("correlated", Assert.Throws<ArgumentException>(() => posterior.KlPerDimension(correlated)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void In_one_dimension_the_encoder_answers_with_a_diagonal_one()
    {
        static Vae Model(int d, Posterior posterior) => new(
            SampleShape.Features(10), new ModelOptions { LatentDimensions = d, Hidden = [4], Posterior = posterior }, MultivariateNormal.Standard(d), Likelihood.Bernoulli, seed: 1);
        Tensor image = new Tape(1, _pool).Input(10);
        Assert.IsType<DiagonalGaussian>(Model(1, Posterior.Full).Encoder.Encode(image));
        Assert.Equal(LittleData.Values(Model(1, Posterior.Diagonal)), LittleData.Values(Model(1, Posterior.Full)));

        Vae full = Model(4, Posterior.Full);
        Assert.Equal(6, Assert.IsType<FullGaussian>(full.Encoder.Encode(image)).ScaleTril.Columns);
        Assert.Equal(
            ["scale_tril.weight 6×4", "scale_tril.bias 6×1"],
            full.Parameters.Skip(6).Take(2).Select(p => FormattableString.Invariant($"{p.Name} {p.Rows}×{p.Columns}")), StringComparer.Ordinal);
    }

    public void Dispose() => _pool.Dispose();

    private static void AssertCovariance(GaussianPosterior posterior, double[,] expected)
    {
        var sum = new double[3, 3];
        sum[2, 1] = 7;
        posterior.AddCovariance(row: 1, 0.5, sum);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected[i, i], posterior.Variance(row: 1, i), 1e-6);
            for (int j = 0; j < 3; j++)
                Assert.Equal((0.5 * expected[i, j]) + ((i, j) == (2, 1) ? 7 : 0), sum[i, j], 1e-6);
        }
    }

    private double Kl(float[] mean, float[] logVariance, float[] below, MultivariateNormal prior)
    {
        var tape = new Tape(1, _pool);
        Tensor mu = tape.Input(2), logs = tape.Input(2), triangle = tape.Input(1);
        Tensor kl = new FullGaussian(mu, logs, triangle).KlDivergence(prior);
        mean.CopyTo(mu.Values);
        logVariance.CopyTo(logs.Values);
        below.CopyTo(triangle.Values);
        tape.Forward();
        return kl.Values[0];
    }

    /// <summary>The least mean loss that a posterior, the same for all images, comes down to by gradient descent.</summary>
    private double Fit(Func<GaussianPosterior, Tensor> loss, bool full)
    {
        var tape = new Tape(3, _pool);
        Parameter mean = new("mean", 2, 1), logVariance = new("log_variance", 2, 1), below = new("below", 1, 1);
        mean.CopyFrom([1.5f, -1]);
        logVariance.CopyFrom([0.8f, -0.9f]);
        below.CopyFrom([-0.3f]);
        Tensor mu = Repeat(tape, mean), logs = Repeat(tape, logVariance);
        Tensor value = loss(full ? new FullGaussian(mu, logs, Repeat(tape, below)) : new DiagonalGaussian(mu, logs));
        Tensor total = value.Rows == 1 ? value : Mean(value);

        var adam = new Adam([mean, logVariance, below], learningRate: 0.02);
        for (int step = 0; step < 1500; step++)
        {
            adam.LearningRate = step < 1000 ? 0.02 : 0.001;
            tape.Forward();
            tape.Backward(total, adam);
        }

        tape.Forward();
        return total.Values[0];
    }
}
