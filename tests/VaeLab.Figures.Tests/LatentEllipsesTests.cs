using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class LatentEllipsesTests
{
    private static readonly GaussianMoments Moments = new([0, 0], new[,] { { 1.2, .4 }, { .4, .6 } });

    [Fact]
    public void Moments_that_cannot_be_are_refused_by_name()
    {
        Assert.Contains("aggregate posterior's mean has 1", Refused(new([0], Inputs.Identity(1))), StringComparison.Ordinal);
        Assert.Contains("aggregate posterior's covariance is not symmetric", Refused(new([0, 0], new[,] { { 1, .5 }, { 0, 1 } })), StringComparison.Ordinal);
        Assert.Contains("aggregate posterior's covariance holds -1", Refused(new([0, 0], new double[,] { { -1, 0 }, { 0, 1 } })), StringComparison.Ordinal);
        Assert.Contains("not finite", Refused(new([0, double.NaN], Inputs.Identity(2))), StringComparison.Ordinal);
    }

    [Fact]
    public void Prior_and_aggregate_posterior_are_drawn_in_their_colours()
    {
        var pixels = new Pixels(LatentEllipses.Draw(Inputs.Codes(1_000, 2, 10), [0, 0], Inputs.Identity(2), Moments));
        Assert.True(pixels.Count(Palette.Prior) > 1_000);
        Assert.True(pixels.Count(Palette.Aggregate) > 1_000);
        Assert.True(pixels.Count(Palette.ClassLine(0)) > 200);
    }

    [Fact]
    public void The_ellipse_of_points_is_that_of_their_moments()
    {
        var square = GaussianPlane.Around([(1, 1), (3, 1), (3, 5), (1, 5)]);
        Assert.Equal((2, 3), (square.MeanX, square.MeanY));
        Assert.Equal(1, square.DeviationX, 12);
        Assert.Equal(2, square.DeviationY, 12);
        Assert.Equal(0, GaussianPlane.Around([(7, 7)]).DeviationX);
    }

    private static string Refused(GaussianMoments aggregate) =>
        Assert.Throws<ArgumentException>(() => LatentEllipses.Draw(Inputs.Codes(10, 2, 2), [0, 0], Inputs.Identity(2), aggregate)).Message;
}
