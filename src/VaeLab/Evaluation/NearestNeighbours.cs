using System.Numerics.Tensors;

namespace VaeLab.Evaluation;

/// <summary>How well classes can be told apart in latent space, though the model never saw them.</summary>
public static class NearestNeighbours
{
    /// <summary>The share of points whose class is that of most of their k nearest neighbours (Euclidean) among reference points.</summary>
    /// <param name="reference">Points with known classes.</param>
    /// <param name="judged">Points to classify.</param>
    /// <param name="neighbours">k; ties go to the nearer class.</param>
    public static double Accuracy(LatentCodes reference, LatentCodes judged, int neighbours = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(judged.Dimensions, reference.Dimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        int k = Math.Min(neighbours, reference.Count);
        var correct = new bool[judged.Count];
        Parallel.For(0, judged.Count, n => correct[n] = Classify(reference, Point(judged, n), k) == judged.Labels[n]);
        return correct.Count(isCorrect => isCorrect) / (double)judged.Count;
    }

    private static ReadOnlySpan<float> Point(LatentCodes codes, int index) =>
        codes.Means.AsSpan(index * codes.Dimensions, codes.Dimensions);

    private static byte Classify(LatentCodes reference, ReadOnlySpan<float> point, int k)
    {
        Span<float> distances = stackalloc float[k];
        Span<byte> labels = stackalloc byte[k];
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

        Span<int> votes = stackalloc int[256];
        byte best = labels[0];
        foreach (byte label in labels)
            votes[label]++;
        foreach (byte label in labels)
            best = votes[label] > votes[best] ? label : best;
        return best;
    }
}
