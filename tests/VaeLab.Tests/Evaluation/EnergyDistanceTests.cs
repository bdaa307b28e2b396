using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Models;
using VaeLab.Numerics;
using VaeLab.Tests.Models;

namespace VaeLab.Tests.Evaluation;

public sealed class EnergyDistanceTests
{
    [Fact]
    public void Two_pairs_on_a_line_by_hand() =>
        // 2·(1 + 5 + 1 + 3)/4 − |0 − 2| − |1 − 5|.
        Assert.Equal(-1, EnergyDistance.Between(new float[] { 0, 2 }, new float[] { 1, 5 }, dimensions: 1), 1e-6);

    [Fact]
    public void Points_of_the_plane_by_hand() =>
        // 2·(0 + 4 + 3 + 5 + 3 + 4)/6 − 5 − (4 + 3 + 5)/3.
        Assert.Equal((38 / 6.0) - 9, EnergyDistance.Between(new float[] { 0, 0, 3, 4 }, new float[] { 0, 0, 0, 4, 3, 0 }, dimensions: 2), 1e-6);

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Two_normals_are_as_far_apart_as_the_closed_form_says(double mean)
    {
        // E|N(μ, 2)| = (2/√π)·exp(−μ²/4) + μ·erf(μ/2), and E|N(0, 2)| = 2/√π. The values of erf are from tables.
        double erf = mean == 0.5 ? 0.2763263902 : 0.8427007929;
        double expected = 2 * ((2 / Math.Sqrt(Math.PI) * Math.Exp(-mean * mean / 4)) + (mean * erf) - (2 / Math.Sqrt(Math.PI)));
        float[] first = Normal(8000, 1, 0), second = Normal(8000, 2, (float)mean);
        Assert.Equal(expected, EnergyDistance.Between(first, second, dimensions: 1), 0.05 * expected);
    }

    [Fact]
    public void Samples_of_one_distribution_are_0_apart_on_average()
    {
        double[] distances = [.. Enumerable.Range(0, 400).Select(i => EnergyDistance.Between(Normal(20, (uint)(2 * i) + 10, 0), Normal(20, (uint)(2 * i) + 11, 0), dimensions: 2))];
        double deviation = Math.Sqrt(distances.Average(distance => distance * distance) / distances.Length);
        Assert.InRange(distances.Average(), -3 * deviation, 3 * deviation);

        // The mean over all pairs, each point with itself among them, would be 0.35 too much here.
        Assert.True(deviation < 0.03, deviation.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void It_is_the_same_bits_each_time_and_either_way_round()
    {
        float[] first = Normal(3000, 1, 0), second = Normal(2000, 2, 0.1f);
        double distance = EnergyDistance.Between(first, second, dimensions: 2);
        Assert.Equal(distance, EnergyDistance.Between(first, second, dimensions: 2));
        Assert.Equal(distance, EnergyDistance.Between(second, first, dimensions: 2), 1e-6);
    }

    [Fact]
    public void Too_few_points_are_refused()
    {
        Assert.Throws<ArgumentException>(() => EnergyDistance.Between(new float[] { 1, 2 }, new float[] { 1, 2, 3, 4 }, dimensions: 2));
        Assert.Throws<ArgumentException>(() => EnergyDistance.Between(new float[] { 1, 2, 3, 4 }, new float[] { 1, 2, 3, 4, 5 }, dimensions: 2));
    }

    [Fact]
    public void An_aggregate_posterior_is_a_draw_for_each_image_or_the_code_that_is_a_point()
    {
        using var pool = new WorkerPool(2);
        var images = LittleData.Images(300);
        Vae vae = LittleData.Model(LittleData.Prior("correlated"));
        AggregatePosterior drawn = AggregatePosterior.Draw(vae, images, seed: 1, pool);
        float[] means = new ModelInspector(vae, pool).Encode(images).Means;
        Assert.Equal(means.Length, drawn.Codes.Means.Length);
        Assert.All(drawn.Codes.Means.Zip(means), pair => Assert.NotEqual(pair.Second, pair.First));
        Assert.Equal(1, drawn.Codes.Means.Zip(means).Average(pair => Math.Pow(pair.First - pair.Second, 2)), 0.3);
        Assert.Equal(300 * 2, drawn.Prior.Length);
        Assert.NotEqual(drawn.Codes.Means, AggregatePosterior.Draw(vae, images, seed: 2, pool).Codes.Means);

        var autoencoder = (AdversarialAutoencoder)new ModelOptions { Hidden = [16, 8] }.As(new AdversarialOptions { Shape = PriorShape.Mixture }).Create(LittleData.Shape, seed: 3);
        AggregatePosterior points = AggregatePosterior.Draw(autoencoder, images, seed: 1, pool);
        Assert.Equal(new ModelInspector(autoencoder, pool).Encode(images).Means, points.Codes.Means);
        Assert.Equal(autoencoder.Prior.Sample(300, new(1, RandomPurpose.EvaluationNoise, VaeLab.Training.EvaluationStream.Prior)), points.Prior);
    }

    private static float[] Normal(int numbers, uint stream, float shift)
    {
        var values = new float[numbers];
        new RandomStream(6, RandomPurpose.Test, stream).FillNormal(values);
        return [.. values.Select(value => value + shift)];
    }
}
