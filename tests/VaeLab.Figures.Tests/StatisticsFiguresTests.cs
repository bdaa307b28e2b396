using VaeLab.Distributions;
using VaeLab.Figures.Drawing;
using VaeLab.Training;

namespace VaeLab.Figures.Tests;

public sealed class StatisticsFiguresTests
{
    [Fact]
    public void Dimensions_that_cannot_be_are_refused()
    {
        Assert.Contains("at least one", Refused(() => DimensionFigure.Draw([])), StringComparison.Ordinal);
        Assert.Contains("Dimension 3 is given twice", Refused(() => DimensionFigure.Draw([new(3, .5, 1, 1), new(3, .5, 1, 1)])), StringComparison.Ordinal);
        Assert.Contains("dimension -1", Refused(() => DimensionFigure.Draw([new(-1, 1, 1, 1)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Bars_are_as_long_as_what_they_stand_for()
    {
        var one = new Pixels(DimensionFigure.Draw([new(0, .5, 2, 30), new(1, .5, 2, 30)]));
        var half = new Pixels(DimensionFigure.Draw([new(0, .5, 2, 30), new(1, .5, 1, 0)]));
        Assert.Equal(.75, (double)half.Count(Palette.Kl) / one.Count(Palette.Kl), 1);
        Assert.Equal(.5, (double)half.Count(Palette.Reconstruction) / one.Count(Palette.Reconstruction), 1);
    }

    [Fact]
    public void A_number_that_is_not_finite_is_said_and_not_drawn() =>
        Assert.True(new Pixels(DimensionFigure.Draw([new(0, double.NaN, double.NaN, double.PositiveInfinity)])).HasWhiteEdge());

    [Fact]
    public void Covariances_that_cannot_be_are_refused()
    {
        Assert.Contains("both must be d × d", Refused(() => CovarianceHeatmaps.Draw(Inputs.Identity(2), Inputs.Identity(3))), StringComparison.Ordinal);
        Assert.Contains("both must be d × d", Refused(() => CovarianceHeatmaps.Draw(new double[0, 0], new double[0, 0])), StringComparison.Ordinal);
        Assert.Contains("not symmetric", Refused(() => CovarianceHeatmaps.Draw(Inputs.Identity(2), new[,] { { 1, .5 }, { 0, 1 } })), StringComparison.Ordinal);
        Assert.Contains("not finite", Refused(() => CovarianceHeatmaps.Draw(new[,] { { double.NaN } }, Inputs.Identity(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_scale_is_symmetric_and_its_words_legible()
    {
        for (var value = -1d; value <= 1; value += .01)
        {
            Assert.True(Vision.Contrast(Palette.TwoSided(value), Palette.WordsOn(Palette.TwoSided(value))) >= 3.8);
            Assert.Equal(Palette.TwoSided(value) == Palette.TwoSided(-value), Math.Abs(value) < .005);
        }

        Assert.Equal(Palette.TwoSided(1), Palette.TwoSided(7));
        foreach (var sight in new[] { Vision.Normal, Vision.Protanopia, Vision.Deuteranopia, Vision.Tritanopia })
            Assert.True(Vision.Difference(Palette.TwoSided(-.6), Palette.TwoSided(.6), sight) > 30);
    }

    [Fact]
    public void Points_that_cannot_be_are_refused()
    {
        var loss = new Loss(100, 10);
        Assert.Contains("at least one model", Refused(() => RateDistortion.Draw([], Inputs.Baselines)), StringComparison.Ordinal);
        Assert.Contains("β = -1", Refused(() => RateDistortion.Draw([new(-1, loss, 2)], Inputs.Baselines)), StringComparison.Ordinal);
        Assert.Contains("None of the 1 points", Refused(() => RateDistortion.Draw([new(1, new Loss(double.NaN, 1), 2)], Inputs.Baselines)), StringComparison.Ordinal);
        Assert.Contains("NaN", Refused(() => RateDistortion.Draw([new(1, loss, 2)], new LossBaselines(double.NaN, 200))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_points_does_not_matter_and_broken_ones_are_counted()
    {
        var points = Inputs.Rates(6);
        var expected = RateDistortion.Draw(points, Inputs.Baselines).Png;
        Assert.Equal(expected, RateDistortion.Draw([.. points.Reverse()], Inputs.Baselines).Png);
        var broken = new Pixels(RateDistortion.Draw([.. points, new(99, new Loss(double.NaN, 1), 0)], Inputs.Baselines));
        Assert.True(broken.Inked(.1, 0, .4, .04) > 0);
    }

    [Fact]
    public void A_beta_of_zero_stands_before_all_others()
    {
        var axis = new BetaAxis([0, .1, 1, 10]);
        Assert.True(axis.Place(0) < axis.Place(.1));
        Assert.True(axis.Range.Contains(axis.Place(0)));
        Assert.Equal(axis.Place(10) - axis.Place(1), axis.Place(1) - axis.Place(.1), 12);
        Assert.Equal("0 0.1 1 10", string.Join(' ', axis.Ticks([0, .1, 1, 10], 200).OrderBy(tick => tick.Position).Select(tick => tick.Label)));
        Assert.Contains(axis.Ticks([.9, 1, 1.1], 30), tick => string.Equals(tick.Label, "1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-.001, 2, "0.00")]
    [InlineData(-.126, 2, "−0.13")]
    [InlineData(1234.5, 0, "1234")]
    public void Rounded_numbers_have_no_negative_zero(double value, int decimals, string expected) => Assert.Equal(expected, Words.Rounded(value, decimals));

    [Fact]
    public void Class_lines_stand_out_from_the_paper()
    {
        for (byte label = 0; label < 10; label++)
            Assert.True(Vision.Contrast(Palette.ClassLine(label), Palette.Paper) >= 4.5, $"class {label}");
    }

    private static string Refused(Func<Figure> draw) => Assert.Throws<ArgumentException>(draw).Message;
}
