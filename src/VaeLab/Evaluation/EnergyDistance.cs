using System.Numerics.Tensors;

namespace VaeLab.Evaluation;

/// <summary>
/// How far two distributions are apart, by a sample of each (Székely &amp; Rizzo 2013): 2E‖x − y‖ − E‖x − x′‖ − E‖y − y′‖, which is 0
/// only where they are the same. It has no kernel and no width to choose, and the unit of the points.
/// </summary>
public static class EnergyDistance
{
    /// <summary>
    /// The unbiased estimate: each expectation is the mean over all pairs of different points, so that samples of one distribution
    /// are 0 apart on average, and below 0 half of the time. The same bits on any number of threads.
    /// </summary>
    /// <param name="first">Points, count × <paramref name="dimensions"/>; at least two.</param>
    /// <param name="second">Points of the other sample, not necessarily as many; at least two.</param>
    /// <param name="dimensions">Numbers of a point.</param>
    /// <exception cref="ArgumentException">A sample has not two whole points.</exception>
    public static double Between(ReadOnlyMemory<float> first, ReadOnlyMemory<float> second, int dimensions)
    {
        float[][] x = Coordinates(first.Span, dimensions), y = Coordinates(second.Span, dimensions);
        double n = x[0].Length, m = y[0].Length;
        return (2 * SumOfDistances(x, y) / (n * m)) - (SumOfDistances(x, x) / (n * (n - 1))) - (SumOfDistances(y, y) / (m * (m - 1)));
    }

    private static float[][] Coordinates(ReadOnlySpan<float> points, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        int count = points.Length / dimensions;
        if (count < 2 || points.Length % dimensions != 0)
            throw new ArgumentException(FormattableString.Invariant($"There are {points.Length} numbers for points of {dimensions}: at least two whole points are needed."));
        var coordinates = new float[dimensions][];
        for (int j = 0; j < dimensions; j++)
        {
            coordinates[j] = new float[count];
            for (int i = 0; i < count; i++)
                coordinates[j][i] = points[(i * dimensions) + j];
        }

        return coordinates;
    }

    private static double SumOfDistances(float[][] from, float[][] to)
    {
        var sums = new double[from[0].Length];
        Parallel.For(0, sums.Length, () => (Differences: new float[to[0].Length], Squares: new float[to[0].Length]), (i, _, buffer) =>
        {
            (float[] differences, float[] squares) = buffer;
            Array.Clear(squares);
            for (int j = 0; j < from.Length; j++)
            {
                TensorPrimitives.Subtract(to[j], from[j][i], differences);
                TensorPrimitives.MultiplyAdd(differences, differences, squares, squares);
            }

            TensorPrimitives.Sqrt(squares, squares);
            sums[i] = TensorPrimitives.Sum<float>(squares);
            return buffer;
        }, _ => { });
        return sums.Sum();
    }
}
