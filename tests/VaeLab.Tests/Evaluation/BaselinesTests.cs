using VaeLab.Data;
using VaeLab.Evaluation;

namespace VaeLab.Tests.Evaluation;

/// <summary>The two lines between which a loss means something.</summary>
public sealed class BaselinesTests
{
    [Fact]
    public void On_MNIST_they_are_the_known_ones()
    {
        Dataset mnist = Dataset.Mnist();
        LossBaselines lines = Baselines.Measure(mnist.Train, mnist.Test);
        Assert.Equal((45.5, 205.8), (Math.Round(lines.Floor, 1), Math.Round(lines.MeanImage, 1)));
    }

    [Fact]
    public void The_floor_is_the_sum_of_the_pixels_entropies_and_the_line_that_of_their_mean()
    {
        // Black, white, and a gray of 1/5: only the gray has entropy. The mean pixel of all is 0.4.
        ImageSet images = new(new byte[] { 0, 255, 51 }, new byte[3], 1, 1);
        LossBaselines lines = Baselines.Measure(images, images);
        Assert.Equal(Entropy(0.2) / 3, lines.Floor, 1e-12);
        Assert.Equal(Entropy(0.4), lines.MeanImage, 1e-12);
    }

    private static double Entropy(double p) => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
}
