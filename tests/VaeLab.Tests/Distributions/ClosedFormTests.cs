using VaeLab.Distributions;
using VaeLab.Numerics;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Distributions;

/// <summary>KL(N(μ, diag σ²)‖N(m, Σ)) = ½[tr(Σ⁻¹S) + (m−μ)ᵀΣ⁻¹(m−μ) − d + ln|Σ| − ln|S|] where its value is known.</summary>
public sealed class ClosedFormTests : IDisposable
{
    private static readonly MultivariateNormal s_correlated = LittleData.Prior("correlated");

    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void The_correlated_prior_has_its_determinant_and_its_precision()
    {
        Assert.Equal(-1.0788097, s_correlated.LogDeterminant, 5e-8);
        double[] expected = [1.470588, -1.176471, -1.176471, 2.941176];
        Assert.All(expected.Zip(s_correlated.Precision.Cast<double>()), pair => Assert.Equal(pair.First, pair.Second, 5e-7));
        Assert.Equal(0, MultivariateNormal.Standard(3).LogDeterminant);
        Assert.Equal(3, MultivariateNormal.Standard(3).Dimensions);
    }

    [Fact]
    public void The_divergence_of_the_standard_normal_from_the_correlated_prior() =>
        Assert.Equal(0.6664775, Kl([0, 0], [0, 0], s_correlated), 1e-6);

    [Fact]
    public void The_divergence_of_a_shifted_narrow_Gaussian_from_the_correlated_prior() =>
        Assert.Equal(3.6179630, Kl([1, -1], [MathF.Log(0.5f), MathF.Log(0.25f)], s_correlated), 1e-6);

    [Fact]
    public void From_the_standard_normal_it_is_the_formula_of_the_papers_appendix_B()
    {
        float[] mean = [0.3f, -1.7f, 2], logVariance = [-2, 0.5f, 1.5f];
        double expected = -0.5 * mean.Zip(logVariance, (m, l) => 1 + l - ((double)m * m) - Math.Exp(l)).Sum();
        Assert.Equal(expected, Kl(mean, logVariance, MultivariateNormal.Standard(3)), 1e-5);
        Assert.Equal(0, Kl([0, 0, 0], [0, 0, 0], MultivariateNormal.Standard(3)), 1e-7);
    }

    [Fact]
    public void A_shifted_prior_moves_its_zero()
    {
        var prior = new MultivariateNormal([2, -3], new double[,] { { 4, 0 }, { 0, 0.25 } });
        Assert.Equal(0, Kl([2, -3], [MathF.Log(4), MathF.Log(0.25f)], prior), 1e-6);
        Assert.Equal(0.5, Kl([4, -3], [MathF.Log(4), MathF.Log(0.25f)], prior), 1e-6);
    }

    [Fact]
    public void No_diagonal_Gaussian_comes_nearer_to_the_correlated_prior_than_its_correlation_allows()
    {
        // −½ ln(1−ρ²) with ρ² = .4²/(1 · .5), reached where σⱼ² = 1 / Pⱼⱼ.
        const double least = 0.19283;
        float[] best = [.. Enumerable.Range(0, 2).Select(j => (float)-Math.Log(s_correlated.Precision[j, j]))];
        Assert.Equal(-0.5 * Math.Log(1 - 0.32), Kl([0, 0], best, s_correlated), 1e-6);
        Assert.Equal(least, Kl([0, 0], best, s_correlated), 1e-5);
        Assert.Equal(-0.5 * Math.Log(1 - 0.32), s_correlated.LeastDiagonalKl, 1e-12);

        var random = new float[400];
        new RandomStream(1, RandomPurpose.Test).FillNormal(random);
        for (int i = 0; i < random.Length; i += 4)
            Assert.True(Kl([random[i], random[i + 1]], [best[0] + random[i + 2], best[1] + random[i + 3]], s_correlated) > least);
    }

    [Fact]
    public void Reparameterizing_is_mean_plus_deviation_times_noise()
    {
        var tape = new Tape(2, _pool);
        Tensor mean = tape.Input(2), logVariance = tape.Input(2), noise = tape.Input(2);
        Tensor z = new DiagonalGaussian(mean, logVariance).Reparameterize(noise);
        new float[] { 1, 2, 3, 4 }.CopyTo(mean.Values);
        new float[] { 0, MathF.Log(4), MathF.Log(0.25f), -200 }.CopyTo(logVariance.Values);
        new float[] { 1, -1, 2, 5 }.CopyTo(noise.Values);
        tape.Forward();
        Assert.Equal([2, 0, 4, 4], z.Values.ToArray().Select(x => Math.Round(x, 5)));
    }

    public void Dispose() => _pool.Dispose();

    private double Kl(float[] mean, float[] logVariance, MultivariateNormal prior)
    {
        var tape = new Tape(1, _pool);
        Tensor mu = tape.Input(mean.Length), logs = tape.Input(mean.Length);
        Tensor kl = new DiagonalGaussian(mu, logs).KlDivergence(prior);
        mean.CopyTo(mu.Values);
        logVariance.CopyTo(logs.Values);
        tape.Forward();
        return kl.Values[0];
    }
}
