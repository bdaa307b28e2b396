using VaeLab.Distributions;
using VaeLab.Evaluation;
using VaeLab.Numerics;

namespace VaeLab.Tests.Evaluation;

public sealed class LatentPathTests
{
    /// <summary>Between two points at the same distance from the prior's mean, by its own measure, all points are at that distance, and turn evenly.</summary>
    [Fact]
    public void A_spherical_path_stays_at_its_distance()
    {
        var prior = new MultivariateNormal([1, -2], new[,] { { 1, 0.4 }, { 0.4, 0.5 } });
        float[] from = Point(0.3), to = Point(0.3 + 1.9), target = new float[2];
        for (int i = 0; i <= 8; i++)
        {
            LatentPath.Spherical(prior, from, to, i / 8f, target);
            Assert.All(Point(0.3 + (1.9 * i / 8)).Zip(target), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }

        // Three standard deviations from the mean, at an angle.
        float[] Point(double angle)
        {
            var point = new float[2];
            prior.Transform([3 * Math.Cos(angle), 3 * Math.Sin(angle)], point);
            return point;
        }
    }

    [Fact]
    public void Points_in_one_direction_or_in_opposite_ones_are_joined_by_a_straight_line()
    {
        var prior = new MultivariateNormal([0, 0], new[,] { { 1.0, 0 }, { 0, 1 } });
        foreach (float[] to in (float[][])[[2, 4], [-1, -2], [0, 0]])
        {
            float[] spherical = new float[2], linear = new float[2];
            LatentPath.Spherical(prior, [1, 2], to, 0.25f, spherical);
            LatentPath.Linear([1, 2], to, 0.25f, linear);
            Assert.Equal(linear, spherical);
        }
    }

    [Fact]
    public void Neighbours_are_those_of_the_whole_list_in_order()
    {
        float[] reference = new float[200], points = new float[20];
        new RandomStream(1, RandomPurpose.Samples).FillNormal(reference);
        new RandomStream(2, RandomPurpose.Samples).FillNormal(points);
        (int[] Places, float[] Distances)[] found = NearestNeighbours.Find(new(reference, 2, []), new(points, 2, []), 7);
        for (int n = 0; n < 10; n++)
        {
            double Distance(int place) => Math.Sqrt(Math.Pow(reference[2 * place] - points[2 * n], 2) + Math.Pow(reference[(2 * place) + 1] - points[(2 * n) + 1], 2));
            Assert.Equal([.. Enumerable.Range(0, 100).OrderBy(Distance).Take(7)], found[n].Places);
            Assert.All(found[n].Places.Zip(found[n].Distances), pair => Assert.Equal(Distance(pair.First), pair.Second, 1e-5));
        }

        Assert.Equal(100, NearestNeighbours.Find(new(reference, 2, []), new(points, 2, []), 1000)[0].Places.Length);
    }
}
