using VaeLab.Distributions;
using VaeLab.Figures.Drawing;
using VaeLab.Training;

namespace VaeLab.Figures.Tests;

public sealed class LossCurvesTests
{
    [Fact]
    public void An_empty_history_is_refused() =>
        Assert.Contains("no epoch", Assert.Throws<ArgumentException>(() => LossCurves.Draw([], Inputs.Baselines)).Message, StringComparison.Ordinal);

    [Fact]
    public void Epochs_out_of_order_are_refused()
    {
        var history = Inputs.History(3);
        history.Reverse();
        Assert.Contains("Epoch 2 follows epoch 3", Assert.Throws<ArgumentException>(() => LossCurves.Draw(history, Inputs.Baselines)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_baseline_that_is_no_number_is_refused() =>
        Assert.Contains("NaN", Assert.Throws<ArgumentException>(() => LossCurves.Draw(Inputs.History(3), new LossBaselines(double.NaN, 200))).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_quantity_is_drawn_in_its_colour()
    {
        var pixels = new Pixels(LossCurves.Draw(Inputs.History(1), Inputs.Baselines));
        foreach (var color in new[] { Palette.Total, Palette.Reconstruction, Palette.Kl, Palette.Floor, Palette.MeanImage })
            Assert.True(pixels.Count(color) > 100, $"{color}: {pixels.Count(color)} pixels");
    }

    [Fact]
    public void A_run_that_diverged_is_drawn_with_a_note()
    {
        var history = Inputs.History(20);
        var whole = new Pixels(LossCurves.Draw(history, Inputs.Baselines));
        history[17] = history[17] with { Validation = new Loss(1e30, 7) };
        history[19] = history[19] with { Validation = new Loss(double.NaN, double.PositiveInfinity) };
        var broken = new Pixels(LossCurves.Draw(history, Inputs.Baselines));
        Assert.Equal(0, whole.Inked(.7, 0, 1, .045));
        Assert.True(broken.Inked(.7, 0, 1, .045) > 0);
        Assert.True(broken.HasWhiteEdge());
    }

    [Fact]
    public void A_run_without_one_finite_loss_still_has_its_axes()
    {
        var nothing = new Loss(double.NaN, double.NaN);
        var pixels = new Pixels(LossCurves.Draw([new EpochMetrics(1, 1, nothing, nothing)], Inputs.Baselines));
        Assert.True(pixels.Count(Palette.Floor) > 100);
    }

    [Theory]
    [InlineData(1, 1, "1")]
    [InlineData(1, 2, "1 2")]
    [InlineData(1, 3, "1 2 3")]
    [InlineData(1, 7, "1 2 3 4 5 6 7")]
    [InlineData(1, 12, "1 2 4 6 8 10 12")]
    [InlineData(1, 30, "1 5 10 15 20 25 30")]
    [InlineData(1, 300, "1 50 100 150 200 250 300")]
    [InlineData(11, 12, "11 12")]
    public void Epochs_are_whole(int first, int last, string expected) =>
        Assert.Equal(expected, string.Join(' ', Ticks.Epochs(first, last, 5).Select(Words.Number)));

    [Fact]
    public void Ticks_are_round_and_inside()
    {
        for (var i = 0; i < 500; i++)
        {
            var range = new Interval((i * 7.3) - 900, (i * 7.3) - 900 + Math.Pow(10, (i % 70 / 10d) - 3));
            var ticks = Ticks.Within(range, 4);
            Assert.InRange(ticks.Length, 2, 9);
            Assert.All(ticks, tick => Assert.InRange(tick, range.Low - (1e-6 * range.Length), range.High + (1e-6 * range.Length)));
        }
    }
}
