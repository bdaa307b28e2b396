using VaeLab.Distributions;
using VaeLab.Numerics;

namespace VaeLab.Tests.Distributions;

public sealed class SampledPriorTests
{
    private const int Count = 100_000;

    private static readonly MultivariateNormal s_gaussian = new([0.5, -0.5], new double[,] { { 1, 0.4 }, { 0.4, 0.5 } });

    public static TheoryData<string> Names => [Priors.Gaussian, Priors.Mixture, Priors.SwissRoll];

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_moments_are_those_of_its_points(string name)
    {
        Prior prior = Named(name);
        float[] points = prior.Sample(Count, new(1, RandomPurpose.Test));
        double[] mean = [Mean(points, 0, p => p), Mean(points, 1, p => p)];
        Assert.Equal(prior.Moments.Mean[0], mean[0], 0.03);
        Assert.Equal(prior.Moments.Mean[1], mean[1], 0.03);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(prior.Moments.Covariance[i, i], Mean(points, i, p => (p - mean[i]) * (p - mean[i])), 0.03);
            Assert.Equal(prior.Moments.Covariance[0, 1], Enumerable.Range(0, Count).Average(n => (points[2 * n] - mean[0]) * (points[(2 * n) + 1] - mean[1])), 0.03);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_stream_gives_the_same_points_and_its_first_ones(string name)
    {
        Prior prior = Named(name);
        float[] many = prior.Sample(50, new(7, RandomPurpose.Test));
        Assert.Equal(many[..20], prior.Sample(10, new(7, RandomPurpose.Test)));
        Assert.NotEqual(many, prior.Sample(50, new(8, RandomPurpose.Test)));
        Assert.All(many, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(1, 0, 2.5, 0)] // Angle 0: the first component, one deviation outwards.
    [InlineData(0, 1, 0.463525, 1.426585)] // A quarter: amid the third tenth, so one deviation inwards, at 72°.
    [InlineData(0, 0, 2, 0)]
    public void A_point_of_the_ring_by_hand(float a, float b, double x, double y) => AssertPoint(new RingOfGaussians(), a, b, x, y);

    [Fact]
    public void The_ring_has_ten_equal_parts_longer_than_they_are_wide()
    {
        float[] points = new RingOfGaussians().Sample(Count, new(3, RandomPurpose.Test));
        var parts = points.Chunk(2).GroupBy(point => (int)Math.Round(Math.Atan2(point[1], point[0]) / Math.Tau * 10 + 10) % 10).ToArray();
        Assert.Equal(10, parts.Length);
        foreach (var part in parts)
        {
            // A few lie so far inside that they are nearer to another middle.
            Assert.InRange(part.Count(), 0.095 * Count, 0.105 * Count);
            (double sin, double cos) = Math.SinCos(part.Key * Math.Tau / 10);
            double[] along = [.. part.Select(point => (point[0] * cos) + (point[1] * sin))];
            double[] across = [.. part.Select(point => (point[1] * cos) - (point[0] * sin))];
            Assert.Equal(2, along.Average(), 0.03);
            Assert.Equal(0.5, Math.Sqrt(along.Average(a => (a - 2) * (a - 2))), 0.02);
            Assert.Equal(0.2, Math.Sqrt(across.Average(a => a * a)), 0.02);
        }
    }

    [Fact]
    public void A_point_of_the_roll_by_hand()
    {
        // exp(−½·2 ln 2) = ½, so that it lies in the middle of the roll; at angle 0, half of the roll lies before it.
        AssertPoint(new SwissRoll(), MathF.Sqrt(2 * MathF.Log(2)), 0, -1.820551, 1.088849);
        (double x, double y) = SwissRoll.Middle(0.5);
        Assert.Equal((-1.820551, 1.088849), (Math.Round(x, 6), Math.Round(y, 6)));
    }

    [Fact]
    public void The_roll_is_as_thick_everywhere_and_as_dense()
    {
        float[] points = new SwissRoll().Sample(Count, new(4, RandomPurpose.Test));
        double[][] middle = [.. Enumerable.Range(0, 2001).Select(i => SwissRoll.Middle(i / 2000.0)).Select(place => new[] { place.X, place.Y })];
        (int Index, double Distance)[] nearest = [.. points.Chunk(2).Take(5000).Select(point =>
            middle.Index().Select(place => (place.Index, Distance: Math.Sqrt(Math.Pow(place.Item[0] - point[0], 2) + Math.Pow(place.Item[1] - point[1], 2)))).MinBy(place => place.Distance))];
        Assert.Equal(0.1 * Math.Sqrt(2 / Math.PI), nearest.Average(place => place.Distance), 0.005);
        Assert.All(nearest.CountBy(place => Math.Min(3, place.Index / 500)), quarter => Assert.InRange(quarter.Value, 1150, 1350));
    }

    private static Prior Named(string name) => name == Priors.Gaussian ? s_gaussian : Priors.Create(name, 2);

    private static double Mean(float[] points, int coordinate, Func<double, double> of) =>
        Enumerable.Range(0, points.Length / 2).Average(n => of(points[(2 * n) + coordinate]));

    private static void AssertPoint(Prior prior, float a, float b, double x, double y)
    {
        float[] point = [a, b];
        prior.Transform(point);
        Assert.Equal(x, point[0], 2e-6);
        Assert.Equal(y, point[1], 2e-6);
    }
}
