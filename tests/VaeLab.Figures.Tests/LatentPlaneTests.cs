using VaeLab.Evaluation;
using VaeLab.Figures.Drawing;

namespace VaeLab.Figures.Tests;

public sealed class LatentPlaneTests
{
    [Fact]
    public void Sizes_that_disagree_are_refused()
    {
        var codes = Inputs.Codes(10, 2, 2);
        Assert.Contains("7 numbers for codes of 2 dimensions", Refused(codes with { Means = new float[7] }, [0, 0], Inputs.Identity(2)), StringComparison.Ordinal);
        Assert.Contains("10 classes for 6 codes", Refused(codes with { Means = new float[12] }, [0, 0], Inputs.Identity(2)), StringComparison.Ordinal);
        Assert.Contains("2 × 2", Refused(codes, [0], Inputs.Identity(1)), StringComparison.Ordinal);
        Assert.Contains("no codes", Refused(new LatentCodes([], 2, []), [0, 0], Inputs.Identity(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_that_is_no_covariance_is_refused()
    {
        var codes = Inputs.Codes(10, 2, 2);
        Assert.Contains("positive definite", Refused(codes, [0, 0], new double[,] { { 1, 2 }, { 2, 1 } }), StringComparison.Ordinal);
        Assert.Contains("symmetric", Refused(codes, [0, 0], new double[,] { { 1, .5 }, { 0, 1 } }), StringComparison.Ordinal);
        Assert.Contains("finite", Refused(codes, [0, double.NaN], Inputs.Identity(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_of_which_none_is_finite_are_refused()
    {
        var codes = Inputs.Codes(10, 2, 2);
        Array.Fill(codes.Means, float.NaN);
        Assert.Contains("None of the 10 codes is finite", Refused(codes, [0, 0], Inputs.Identity(2)), StringComparison.Ordinal);
    }

    [Fact]
    public void Single_codes_that_are_not_finite_are_left_out_and_counted()
    {
        var codes = Inputs.Codes(1_500, 2, 2);
        codes.Means[3] = float.NaN;
        codes.Means[8] = float.PositiveInfinity;
        var points = LatentPoints.From(codes);
        Assert.Equal((1_498, 2), (points.Count, points.Skipped));
        Assert.Equal("posterior means of 1,498 images; 1 lies outside the frame; 2 are not finite and not drawn", LatentPlane.Note(points, 1));
        LatentPlane.Draw(codes, [0, 0], Inputs.Identity(2));
    }

    [Fact]
    public void A_few_outliers_do_not_squash_the_picture()
    {
        var codes = Inputs.Codes(10_000, 2, 10);
        var usual = LatentPoints.Shown(LatentPoints.From(codes).X);
        for (var i = 0; i < 20; i++) codes.Means[2 * i] = 1e6f;
        Assert.True(LatentPoints.Shown(LatentPoints.From(codes).X).Length < 1.5 * usual.Length);
    }

    [Fact]
    public void Points_are_drawn_once_each_with_classes_mixed()
    {
        var points = LatentPoints.From(new LatentCodes(new float[2_000], 2, [.. Enumerable.Range(0, 1_000).Select(i => i / 100)]));
        var order = points.Mixed().ToArray();
        Assert.Equal(Enumerable.Range(0, 1_000), order.Order());
        for (var start = 0; start < 1_000; start += 100)
            Assert.Equal(10, order.Skip(start).Take(100).Select(i => points.Labels[i]).Distinct().Count());
    }

    [Fact]
    public void The_ellipse_lies_at_its_distance_in_the_covariance()
    {
        var prior = GaussianPlane.Prior([1, -1], new[,] { { 1, .4 }, { .4, .5 } }, 2);
        for (var i = 0; i < 16; i++)
        {
            var (x, y) = prior.Ellipse(2, i);
            var (dx, dy) = (x - 1, y + 1);
            var determinant = .5 - (.4 * .4);
            Assert.Equal(4, ((.5 * dx * dx) - (.8 * dx * dy) + (dy * dy)) / determinant, 9);
        }
    }

    [Fact]
    public void A_collapsed_posterior_is_not_hidden_by_its_labels()
    {
        var codes = Inputs.Codes(1_000, 2, 10);
        Array.Fill(codes.Means, 0);
        var pixels = new Pixels(LatentPlane.Draw(codes, [0, 0], Inputs.Identity(2)));
        Assert.Equal(1, pixels.Inked(.534, .4425, .538, .4465));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_class_is_called_by_its_name_where_it_has_one(int dimensions)
    {
        var codes = Inputs.Codes(100, dimensions, 3);
        var numbers = Draw(null);
        Assert.Equal(numbers, Draw(["0", "1", "2"]));
        Assert.Equal(numbers, Draw([]));
        Assert.NotEqual(numbers, Draw(["0", "1", "ape"]));

        byte[] Draw(string[]? names) => LatentPlane.Draw(codes with { ClassNames = names }, new double[dimensions], Inputs.Identity(dimensions)).Png;
    }

    private static string Refused(LatentCodes codes, double[] mean, double[,] covariance) =>
        Assert.Throws<ArgumentException>(() => LatentPlane.Draw(codes, mean, covariance)).Message;
}
