namespace VaeLab.Numerics.Tests.Differentiation;

/// <summary>Operations on pictures against numbers worked out by hand, which are also what PyTorch gives.</summary>
public sealed class PictureTests
{
    [Fact]
    public void Nearest_pixels_are_repeated() =>
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4], Computed([1, 2, 3, 4], x => Functions.UpsampleNearest(x, 2, 2, 2)));

    [Fact]
    public void Squares_become_their_mean() =>
        Assert.Equal([3.5f, 5.5f], Computed([1, 2, 3, 4, 5, 6, 7, 8], x => Functions.AveragePool(x, 2, 4, 2)));

    /// <summary>Centres of the new pixels lie a quarter of an old pixel before and behind those of the old ones.</summary>
    [Fact]
    public void Between_centres_there_are_straight_lines()
    {
        Assert.Equal([0, 1, 3, 4], Computed([0, 4], x => Functions.UpsampleBilinear(x, 1, 2, 2))[..4]);
        Assert.Equal([0, 1, 3, 4, 2, 3, 5, 6, 6, 7, 9, 10, 8, 9, 11, 12], Computed([0, 4, 8, 12], x => Functions.UpsampleBilinear(x, 2, 2, 2)));
    }

    [Fact]
    public void Channels_become_the_pixels_of_a_square() =>
        Assert.Equal([1, 3, 2, 4, 5, 7, 6, 8], Computed([1, 2, 3, 4, 5, 6, 7, 8], x => Functions.DepthToSpace(x, 1, 2, 2)));

    [Fact]
    public void A_group_has_mean_0_and_variance_1_before_gain_and_bias()
    {
        var gain = new Parameter("gain", 2);
        var bias = new Parameter("bias", 2);
        gain.CopyFrom([2, 1]);
        bias.CopyFrom([0, 10]);
        float[] together = Computed([1, 3, 5, 7], x => Functions.GroupNormalization(x, 1, 2, groups: 1, gain, bias));
        float[] alone = Computed([1, 3, 5, 7], x => Functions.GroupNormalization(x, 1, 2, groups: 2, gain, bias));
        double deviation = Math.Sqrt(5 + 1e-5);
        Numbers.AssertClose([-6 / deviation, -2 / deviation, 10 + (1 / deviation), 10 + (3 / deviation)], Array.ConvertAll(together, number => (double)number), 1e-6, "one group");
        double one = 1 / Math.Sqrt(1 + 1e-5);
        Numbers.AssertClose([-2 * one, 2 * one, 10 - one, 10 + one], Array.ConvertAll(alone, number => (double)number), 1e-6, "two groups");
    }

    private static float[] Computed(float[] sample, Func<Tensor, Tensor> function)
    {
        using var workers = new WorkerPool(1);
        var tape = new Tape(1, workers);
        Tensor x = tape.Input(sample.Length), y = function(x);
        sample.CopyTo(x.Values);
        tape.Forward();
        return y.Values.ToArray();
    }
}
