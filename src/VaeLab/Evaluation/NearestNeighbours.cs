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

    private static int Classify(LatentCodes reference, ReadOnlySpan<float> point, int k)
    {
        Span<float> distances = stackalloc float[k];
        Span<int> labels = stackalloc int[k];
        distances.Fill(float.PositiveInfinity);
        for (int n = 0; n < reference.Count; n++)
        {
            float distance = TensorPrimitives.Distance(point, Point(reference, n));
            if (!(distance < distances[^1]))
                continue;
            int at = k - 1;
            for (; at > 0 && distances[at - 1] > distance; at--)
                (distances[at], labels[at]) = (distances[at - 1], labels[at - 1]);
            (distances[at], labels[at]) = (distance, reference.Labels[n]);
        }

        (int best, int most) = (labels[0], 0);
        foreach (int label in labels)
        {
            int votes = labels.Count(label);
            (best, most) = votes > most ? (label, votes) : (best, most);
        }

        return best;
    }
}
