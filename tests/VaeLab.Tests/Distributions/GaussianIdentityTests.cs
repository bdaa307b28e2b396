using VaeLab.Distributions;
using VaeLab.Numerics;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Distributions;

/// <summary>Identities between divergences that the tutorial derives.</summary>
public sealed class GaussianIdentityTests : IDisposable
{
    private static readonly MultivariateNormal s_correlated = LittleData.Prior("correlated");

    private readonly WorkerPool _pool = new(1);

    [Fact]
    public void Divergences_of_the_dimensions_add_up()
    {
        var tape = new Tape(1, _pool, gradients: false);
        Tensor mean = tape.Input(3), logVariance = tape.Input(3);
        var q = new DiagonalGaussian(mean, logVariance);
        Tensor each = q.KlPerDimension(MultivariateNormal.Standard(3)), all = q.KlDivergence(MultivariateNormal.Standard(3));
        new float[] { 0.3f, -1.7f, 0 }.CopyTo(mean.Values);
        new float[] { -2, 0.5f, 0 }.CopyTo(logVariance.Values);
        tape.Forward();

        double[] expected = [.. new[] { (0.3, -2.0), (-1.7, 0.5), (0, 0) }.Select(pair => 0.5 * ((pair.Item1 * pair.Item1) + Math.Exp(pair.Item2) - 1 - pair.Item2))];
        for (int j = 0; j < 3; j++)
            Assert.Equal(expected[j], each.Values[j], 1e-6);
        Assert.Equal(expected.Sum(), all.Values[0], 1e-6);
    }

    [Fact]
    public void A_full_Gaussian_can_be_the_correlated_prior() => Assert.Equal(0, Kl([0, 0], s_correlated.CholeskyFactor, s_correlated), 1e-6);

    [Fact]
    public void A_correlated_prior_is_the_standard_one_in_other_coordinates()
    {
        double[] mean = [0.7, -1.2];
        double[,] scale = { { 0.5, 0 }, { -0.3, 0.8 } }, l = s_correlated.CholeskyFactor;
        double[] carriedMean = [l[0, 0] * mean[0], (l[1, 0] * mean[0]) + (l[1, 1] * mean[1])];
        double[,] carriedScale = { { l[0, 0] * scale[0, 0], 0 }, { (l[1, 0] * scale[0, 0]) + (l[1, 1] * scale[1, 0]), l[1, 1] * scale[1, 1] } };
        Assert.Equal(Kl(mean, scale, MultivariateNormal.Standard(2)), Kl(carriedMean, carriedScale, s_correlated), 1e-5);
    }

    public void Dispose() => _pool.Dispose();

    private float Kl(double[] mean, double[,] scale, MultivariateNormal prior)
    {
        var tape = new Tape(1, _pool, gradients: false);
        Tensor mu = tape.Input(2), logVariance = tape.Input(2), below = tape.Input(1);
        Tensor kl = new FullGaussian(mu, logVariance, below).KlDivergence(prior);
        for (int j = 0; j < 2; j++)
            (mu.Values[j], logVariance.Values[j]) = ((float)mean[j], (float)(2 * Math.Log(scale[j, j])));
        below.Values[0] = (float)scale[1, 0];
        tape.Forward();
        return kl.Values[0];
    }
}
