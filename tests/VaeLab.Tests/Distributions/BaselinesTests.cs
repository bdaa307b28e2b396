using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Tests.Distributions;

public sealed class BaselinesTests
{
    [Fact]
    public void MNIST_has_its_known_lines()
    {
        Dataset mnist = Dataset.Mnist();
        LossBaselines lines = Likelihood.Bernoulli.Baselines(mnist.Train, mnist.Test!);
        Assert.Equal(45.5, lines.Floor!.Value, tolerance: 0.05);
        Assert.Equal(205.8, lines.MeanImage!.Value, tolerance: 0.05);
    }

    /// <summary>Black and white have no entropy; a gray of 51/255 = 0.2 has −0.2 ln 0.2 − 0.8 ln 0.8.</summary>
    [Fact]
    public void The_floor_is_the_entropy_of_the_pixels()
    {
        ImageSet images = Images(2, 255, 0, 51, 0, 0, 102);
        double expected = (Entropy(0.2) + Entropy(0.4)) / 3;
        Assert.Equal(expected, Likelihood.Bernoulli.Baselines(images, images).Floor!.Value, 12);
    }

    /// <summary>Pixels drawn by their gray keep its entropy: 45.5 nats for MNIST, however they are drawn, and also of a part.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_draws_keep_the_entropy_of_their_probabilities(bool asFloats)
    {
        ImageSet gray = Images(2, 255, 0, 51, 0, 0, 102, 51, 51);
        SampleSet source = asFloats ? new FloatSet(new[] { 1, 0, 0.2f, 0, 0, 0.4f, 0.2f, 0.2f }, gray.Shape) : gray;
        SampleSet drawn = source.Binarize(new(1, RandomPurpose.Binarization), from: 0);
        Assert.Equal(Likelihood.Bernoulli.Baselines(gray, gray).Floor!.Value, Likelihood.Bernoulli.Baselines(drawn, drawn).Floor!.Value, 6);
        Assert.Equal(
            Likelihood.Bernoulli.Baselines(gray, gray.Slice(1, 2)).Floor!.Value,
            Likelihood.Bernoulli.Baselines(drawn, drawn.Slice(1, 2)).Floor!.Value, 6);
    }

    /// <summary>The mean image of 255, 0, 51 and 0 in each pixel, judged on other images.</summary>
    [Fact]
    public void The_mean_image_is_that_of_the_training_images()
    {
        ImageSet training = Images(2, 255, 0, 51, 102);
        ImageSet judged = Images(2, 0, 255, 255, 255, 0, 51);
        const double P = (1 + 0.2) / 2, Q = 0.4 / 2;
        double[] losses =
        [
            -Math.Log(1 - P) - Math.Log(Q),
            -Math.Log(P) - Math.Log(Q),
            -Math.Log(1 - P) - (0.2 * Math.Log(Q)) - (0.8 * Math.Log(1 - Q)),
        ];
        Assert.Equal(losses.Average(), Likelihood.Bernoulli.Baselines(training, judged).MeanImage!.Value, 12);
    }

    /// <summary>A pixel that was never inked costs much when it is, but not infinitely much.</summary>
    [Fact]
    public void A_pixel_that_never_varied_costs_nothing_where_it_does_not_vary_and_a_finite_price_where_it_does()
    {
        LossBaselines same = Likelihood.Bernoulli.Baselines(Images(2, 0, 255), Images(2, 0, 255));
        Assert.Equal(0.0, same.Floor);
        Assert.InRange(same.MeanImage!.Value, 0, 1e-5);

        LossBaselines other = Likelihood.Bernoulli.Baselines(Images(2, 0, 255), Images(2, 255, 0));
        Assert.Equal(2 * -Math.Log(1e-6), other.MeanImage!.Value, 9);
    }

    /// <summary>One scale, of the variance 1/2 · (0.16 + 0.04) about the means 0.6 and 0.2: s = √3 σ/π. The bytes 0 and 255 take the tails.</summary>
    [Fact]
    public void Bytes_have_the_mean_image_with_one_scale_and_no_floor()
    {
        ImageSet training = Images(2, 255, 0, 51, 102), judged = Images(2, 0, 255, 255, 51);
        double scale = Math.Sqrt(3 * 0.1) / Math.PI;
        double Below(double byteValue, double mean) => 1 / (1 + Math.Exp(-((byteValue / 255) - mean) / scale));
        double expected = -Math.Log(Below(0.5, 0.6)) - Math.Log(1 - Below(254.5, 0.2)) - Math.Log(1 - Below(254.5, 0.6)) - Math.Log(Below(51.5, 0.2) - Below(50.5, 0.2));
        LossBaselines lines = Likelihood.DiscretizedLogistic.Baselines(training, judged);
        Assert.Null(lines.Floor);
        Assert.Equal(expected / 2, lines.MeanImage!.Value, 1e-5);
    }

    /// <summary>Density of the judged pixels around the training pixels' mean of 0.6 and 0.2, with σ given or fitted.</summary>
    [Fact]
    public void A_gaussian_has_the_best_constant_model_and_no_floor()
    {
        ImageSet training = Images(2, 255, 0, 51, 102);
        ImageSet judged = Images(2, 0, 255, 255, 51);
        double Loss(double sigma) => (((0.36 + 0.64) + 0.16) / 4 / (sigma * sigma)) + (2 * Math.Log(sigma * Math.Sqrt(2 * Math.PI)));
        Assert.Null(Likelihood.Gaussian(0.5).Baselines(training, judged).Floor);
        Assert.Equal(Loss(0.5), Likelihood.Gaussian(0.5).Baselines(training, judged).MeanImage!.Value, 9);

        LossBaselines fitted = Likelihood.GaussianWithLearntSigma().Baselines(training, judged);
        Assert.Null(fitted.Floor);
        Assert.Equal(Loss(Math.Sqrt((0.16 + 0.04) / 2)), fitted.MeanImage!.Value, 9);
        Assert.Equal(new LossBaselines(), Likelihood.GaussianWithLearntSigma().Baselines(Images(2, 51, 0), judged));
    }

    /// <summary>No other constant logit has a lower loss on the images that it is fitted to: not one that is a little larger or smaller.</summary>
    [Fact]
    public void A_continuous_bernoulli_has_the_best_constant_model_where_there_is_one()
    {
        ImageSet images = Images(1, 51, 51, 0, 128);
        double best = Likelihood.ContinuousBernoulli.Baselines(images, images).MeanImage!.Value;
        double x = (51 + 51 + 128) / 4.0 / 255;
        double Loss(double l) => Math.Log(1 + Math.Exp(l)) - (x * l) - Math.Log(l / Math.Tanh(l / 2));
        double least = Enumerable.Range(1, 20_000).Min(i => Loss(-i * 1e-3));
        Assert.Equal(least, best, 6);
        Assert.Null(Likelihood.ContinuousBernoulli.Baselines(images, images).Floor);
        Assert.Equal(-0.0, Likelihood.ContinuousBernoulli.Baselines(Images(1, 0, 255), images).MeanImage!.Value, 9);
        Assert.Equal(new LossBaselines(), Likelihood.ContinuousBernoulli.Baselines(Images(1, 0, 0), images));
    }

    private static ImageSet Images(int width, params byte[] pixels) => new(pixels, new byte[pixels.Length / width], width, 1);

    private static double Entropy(double p) => (-p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
