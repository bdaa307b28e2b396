using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Formats;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Tests.Distributions;

public sealed class LikelihoodTests : IDisposable
{
    private static readonly float[] s_output = [0.1f, 0.9f, -0.3f, 2], s_x = [0, 1, 0.25f, 0.75f];

    private readonly WorkerPool _pool = new(1);

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    [InlineData(3)]
    public void A_gaussian_is_its_density_with_fixed_and_with_learnt_sigma(double sigma)
    {
        double expected = s_x.Zip(s_output, (x, m) => (0.5 * (x - m) * (x - m) / (sigma * sigma)) + (0.5 * Math.Log(2 * Math.PI * sigma * sigma))).Sum();
        Assert.Equal(expected, Loss(Likelihood.Gaussian(sigma)), 1e-6 * (1 + Math.Abs(expected)));
        Assert.Equal(expected, Loss(Likelihood.GaussianWithLearntSigma(sigma)), 1e-6 * (1 + Math.Abs(expected)));
    }

    [Fact]
    public void A_continuous_bernoulli_is_a_bernoulli_with_its_normalizer()
    {
        double bernoulli = Loss(Likelihood.Bernoulli), normalizer = s_output.Sum(l => Math.Log(l / Math.Tanh(l / 2.0)));
        Assert.Equal(bernoulli - normalizer, Loss(Likelihood.ContinuousBernoulli), 1e-6);
    }

    /// <summary>
    /// Against the sum over all 256 bytes, of probabilities that are differences of the logistic function. A byte in float32 is off by up to 3e-8.
    /// </summary>
    [Theory]
    [InlineData(0.3, 0)]
    [InlineData(-0.2, -1)]
    [InlineData(0.9, 1.5)]
    [InlineData(0.503, -9)]
    public void A_discretized_logistic_gives_each_byte_its_probability_and_their_mean(double m, double t)
    {
        double scale = Math.Max(Math.Exp(t - 2), Math.Exp(-7) / 2);
        double[] p = [.. Enumerable.Range(0, 256).Select(k => Below(k + 0.5) - Below(k - 0.5))];
        double Below(double k) => k < 0 ? 0 : k > 255 ? 1 : 1 / (1 + Math.Exp(((float)m - (k / 255)) / scale));

        var tape = new Tape(256, _pool);
        Tensor output = tape.Input(2), x = tape.Input(1), loss = Likelihood.DiscretizedLogistic.NegativeLogLikelihood(output, x);
        for (int k = 0; k < 256; k++)
            (output.Values[2 * k], output.Values[(2 * k) + 1], x.Values[k]) = ((float)m, (float)t, k / 255f);
        tape.Forward();
        for (int k = 0; k < 256; k++)
            Assert.Equal(p[k], Math.Exp(-loss.Values[k]), 1e-7 + (p[k] * (1e-5 + (6e-8 / scale))));

        var mean = new float[1];
        Likelihood.DiscretizedLogistic.Mean([(float)m, (float)t], mean);
        Assert.Equal(p.Select((q, k) => q * k / 255).Sum(), mean[0], 0.5 / 255);
    }

    [Fact]
    public void Mean_images_are_the_distributions_means()
    {
        float[] image = [.. s_output];
        Likelihood.Gaussian(0.2).Mean(image, image);
        Assert.Equal(s_output, image);
        var copy = new float[image.Length];
        Likelihood.GaussianWithLearntSigma().Mean(image, copy);
        Assert.Equal(s_output, copy);
        Likelihood.Gaussian(0.2, GaussianMeans.Sigmoid).Mean(image, image);
        Assert.Equal(s_output.Select(l => Math.Round(1 / (1 + Math.Exp(-l)), 6)), image.Select(x => Math.Round(x, 6)));

        image = [0, 2, -2, 1e4f];
        Likelihood.ContinuousBernoulli.Mean(image, image);
        double mean = (1 / (1 - Math.Exp(-2))) - 0.5;
        Assert.Equal([0.5, Math.Round(mean, 6), Math.Round(1 - mean, 6), 0.9999], image.Select(x => Math.Round(x, 6)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    public void Means_can_be_the_sigmoids_of_the_outputs(double sigma)
    {
        double expected = s_output.Zip(s_x, (l, x) =>
            (0.5 * Math.Pow((x - (1 / (1 + Math.Exp(-l)))) / sigma, 2)) + Math.Log(sigma) + (0.5 * Math.Log(2 * Math.PI))).Sum();
        Assert.Equal(expected, Loss(Likelihood.Gaussian(sigma, GaussianMeans.Sigmoid)), 1e-6 * (1 + Math.Abs(expected)));
        Assert.Equal(expected, Loss(Likelihood.GaussianWithLearntSigma(sigma, GaussianMeans.Sigmoid)), 1e-6 * (1 + Math.Abs(expected)));
    }

    [Fact]
    public void A_learnt_sigma_comes_to_the_residuals_root_mean_square()
    {
        var tape = new Tape(64, _pool);
        Tensor x = tape.Input(20), output = tape.Input(20);
        Likelihood likelihood = Likelihood.GaussianWithLearntSigma(1);
        Tensor loss = Mean(likelihood.NegativeLogLikelihood(output, x));
        new RandomStream(1, RandomPurpose.Test).FillNormal(x.Values);
        for (int i = 0; i < x.Values.Length; i++)
            x.Values[i] *= 0.2f;
        double rootMeanSquare = Math.Sqrt(x.Values.ToArray().Average(residual => (double)residual * residual));

        var adam = new Adam(likelihood.Parameters, learningRate: 0.02);
        for (int step = 0; step < 600; step++)
        {
            tape.Forward();
            tape.Backward(loss, adam);
        }

        Assert.Equal(rootMeanSquare, Math.Exp(LittleData.Values(likelihood.Parameters[0])[0]), 1e-3 * rootMeanSquare);
    }

    [Fact]
    public void What_a_likelihood_learns_is_among_the_models_parameters_and_in_its_file()
    {
        Likelihood likelihood = Likelihood.GaussianWithLearntSigma(0.5);
        var model = new Vae(SampleShape.Features(10), new ModelOptions { Hidden = [4] }, MultivariateNormal.Standard(2), likelihood, seed: 0);
        Parameter last = model.Parameters[^1];
        Assert.Equal("log_sigma", last.Name, StringComparer.Ordinal);
        Assert.Equal(MathF.Log(0.5f), LittleData.Values(last)[0], 1e-6f);

        string path = Path.GetTempFileName();
        try
        {
            using (FileStream stream = File.Create(path))
                SafeTensors.Write(stream, model.Parameters, new Dictionary<string, string>(StringComparer.Ordinal));
            StoredTensor stored = SafeTensorsReader.Read(path).Tensors["log_sigma"];
            Assert.Equal([1], stored.Shape);
            Assert.Equal(LittleData.Values(last), stored.Values);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e-300)]
    public void A_sigma_that_cannot_be_is_refused(double sigma)
    {
        Assert.Contains("it needs a number above 0", Assert.Throws<InputException>(() => Likelihood.Gaussian(sigma)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => Likelihood.GaussianWithLearntSigma(sigma));
    }

    public void Dispose() => _pool.Dispose();

    private double Loss(Likelihood likelihood)
    {
        var tape = new Tape(1, _pool);
        Tensor output = tape.Input(4), x = tape.Input(4), loss = likelihood.NegativeLogLikelihood(output, x);
        s_output.CopyTo(output.Values);
        s_x.CopyTo(x.Values);
        tape.Forward();
        return loss.Values[0];
    }
}
