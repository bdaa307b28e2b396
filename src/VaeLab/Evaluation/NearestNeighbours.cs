using System.Numerics.Tensors;

namespace VaeLab.Evaluation;

/// <summary>How well classes can be told apart in latent space, though the model never saw them.</summary>
public static class NearestNeighbours
{
    /// <summary>The share of points whose class is that of most of their k nearest neighbours (Euclidean) among reference points.</summary>
    /// <param name="reference">Points with known classes.</param>
    /// <param name="judged">Points to classify.</param>
    /// <param name="neighbours">k; ties go to the nearer class.</param>
    /// <exception cref="ArgumentException">Points have no classes.</exception>
    public static double Accuracy(LatentCodes reference, LatentCodes judged, int neighbours = 10)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(judged);
        ArgumentOutOfRangeException.ThrowIfNotEqual(judged.Dimensions, reference.Dimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        if (reference.Labels.Length != reference.Count || judged.Labels.Length != judged.Count)
            throw new ArgumentException("Classes of neighbours need a label for each point: measure this on data with labels.", nameof(judged));
        int k = Math.Min(neighbours, reference.Count);
        var correct = new bool[judged.Count];
        Parallel.For(0, judged.Count, n => correct[n] = Classify(reference, Point(judged, n), k) == judged.Labels[n]);
        return correct.Count(isCorrect => isCorrect) / (double)judged.Count;
    }

    private static ReadOnlySpan<float> Point(LatentCodes codes, int index) =>
        codes.Means.AsSpan(index * codes.Dimensions, codes.Dimensions);

    /// <summary>The nearest reference points of each point (Euclidean), the nearest first; of two at the same distance the first.</summary>
    /// <param name="reference">The points to look among.</param>
    /// <param name="points">The points to look for.</param>
    /// <param name="count">How many for each point, at most as many as there are.</param>
    /// <returns>For each point, the places of its neighbours among the reference points, and their distances.</returns>
    public static (int[] Places, float[] Distances)[] Find(LatentCodes reference, LatentCodes points, int count)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(points);
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Dimensions, reference.Dimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int k = Math.Min(count, reference.Count);
        var found = new (int[] Places, float[] Distances)[points.Count];
        Parallel.For(0, points.Count, n =>
        {
            found[n] = (new int[k], new float[k]);
            Find(reference, Point(points, n), found[n].Places, found[n].Distances);
        });
        return found;
    }

    private static void Find(LatentCodes reference, ReadOnlySpan<float> point, Span<int> places, Span<float> distances)
    {
        distances.Fill(float.PositiveInfinity);
        for (int n = 0; n < reference.Count; n++)
        {
            float distance = TensorPrimitives.Distance(point, Point(reference, n));
            if (!(distance < distances[^1]))
                continue;
            int at = distances.Length - 1;
            for (; at > 0 && distances[at - 1] > distance; at--)
                (distances[at], places[at]) = (distances[at - 1], places[at - 1]);
            (distances[at], places[at]) = (distance, n);
        }
    }

    private static int Classify(LatentCodes reference, ReadOnlySpan<float> point, int k)
    {
        Span<float> distances = stackalloc float[k];
        Span<int> labels = stackalloc int[k];
        Find(reference, point, labels, distances);
        foreach (ref int label in labels)
            label = reference.Labels[label];

        (int best, int most) = (labels[0], 0);
        foreach (int label in labels)
        {
            int votes = labels.Count(label);
            (best, most) = votes > most ? (label, votes) : (best, most);
        }

        return best;
    }
}
