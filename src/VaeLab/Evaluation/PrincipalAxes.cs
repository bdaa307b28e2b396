namespace VaeLab.Evaluation;

/// <summary>The directions along which points spread most (Pearson 1901), by power iteration.</summary>
internal static class PrincipalAxes
{
    private const int Iterations = 300;

    /// <summary>Where points are along their first axes, from 0 for the lowest of an axis to 1 for its highest; 0.5 where there is no spread.</summary>
    /// <param name="points">count × d.</param>
    /// <param name="weights">How much each point counts; count numbers, some above 0.</param>
    /// <param name="axes">How many axes; beyond d, 0.5.</param>
    /// <returns>count × axes.</returns>
    public static double[] Places(float[] points, IReadOnlyList<int> weights, int axes)
    {
        int count = weights.Count, d = points.Length / count;
        double total = weights.Sum(weight => (double)weight);
        double[] mean = [.. Enumerable.Range(0, d).Select(j => Enumerable.Range(0, count).Sum(n => weights[n] * points[(n * d) + j]) / total)];
        double[] centred = [.. points.Select((x, i) => x - mean[i % d])];
        var places = new double[count * axes];
        for (int axis = 0; axis < axes; axis++)
        {
            double[] direction = Direction(centred, weights, d);
            double[] along = [.. centred.Chunk(d).Select(point => point.Zip(direction, (x, y) => x * y).Sum())];
            (double low, double high) = (along.Min(), along.Max());
            for (int n = 0; n < count; n++)
            {
                places[(n * axes) + axis] = high > low ? (along[n] - low) / (high - low) : 0.5;
                for (int j = 0; j < d; j++)
                    centred[(n * d) + j] -= along[n] * direction[j];
            }
        }

        return places;
    }

    private static double[] Direction(double[] points, IReadOnlyList<int> weights, int d)
    {
        double[] direction = [.. Enumerable.Range(0, d).Select(j => 1.0 / (j + 1))];
        for (int t = 0; t < Iterations; t++)
        {
            var next = new double[d];
            for (int n = 0; n < weights.Count; n++)
            {
                double along = 0;
                for (int j = 0; j < d; j++)
                    along += points[(n * d) + j] * direction[j];
                for (int j = 0; j < d; j++)
                    next[j] += weights[n] * along * points[(n * d) + j];
            }

            double length = Math.Sqrt(next.Sum(x => x * x));
            if (length < 1e-12)
                return new double[d];
            direction = Array.ConvertAll(next, x => x / length);
        }

        return direction;
    }
}
