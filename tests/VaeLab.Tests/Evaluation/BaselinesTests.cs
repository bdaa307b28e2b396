using VaeLab.Data;
using VaeLab.Evaluation;

namespace VaeLab.Tests.Evaluation;

public sealed class BaselinesTests
{
    [Fact]
    public void MNIST_has_its_known_lines()
    {
        Dataset mnist = Dataset.Mnist();
        LossBaselines lines = Baselines.Measure(mnist.Train, mnist.Test!);
        Assert.Equal(45.5, lines.Floor, tolerance: 0.05);
        Assert.Equal(205.8, lines.MeanImage, tolerance: 0.05);
    }

    /// <summary>Black and white have no entropy; a gray of 51/255 = 0.2 has −0.2 ln 0.2 − 0.8 ln 0.8.</summary>
    [Fact]
    public void The_floor_is_the_entropy_of_the_pixels()
    {
        ImageSet images = Images(2, 255, 0, 51, 0, 0, 102);
        double expected = (Entropy(0.2) + Entropy(0.4)) / 3;
        Assert.Equal(expected, Baselines.Measure(images, images).Floor, 12);
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
        Assert.Equal(losses.Average(), Baselines.Measure(training, judged).MeanImage, 12);
    }

    /// <summary>A pixel that was never inked costs much when it is, but not infinitely much.</summary>
    [Fact]
    public void A_pixel_that_never_varied_costs_nothing_where_it_does_not_vary_and_a_finite_price_where_it_does()
    {
        LossBaselines same = Baselines.Measure(Images(2, 0, 255), Images(2, 0, 255));
        Assert.Equal(0, same.Floor);
        Assert.InRange(same.MeanImage, 0, 1e-5);

        LossBaselines other = Baselines.Measure(Images(2, 0, 255), Images(2, 255, 0));
        Assert.Equal(2 * -Math.Log(1e-6), other.MeanImage, 9);
    }

    private static ImageSet Images(int width, params byte[] pixels) => new(pixels, new byte[pixels.Length / width], width, 1);

    private static double Entropy(double p) => (-p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
