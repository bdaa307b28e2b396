using VaeLab.Data;
using VaeLab.Models;
using VaeLab.Prediction;
using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>How well a model explains each of some samples, in nats. A score does not depend on the other samples.</summary>
public static class SampleScores
{
    private const int AtOnce = 256;

    /// <summary>The loss of each sample: the negative ELBO in its parts, with one draw z, whose noise is the same for all. See <see cref="Predictor.Score"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="samples">The samples, with labels for a model that sees them.</param>
    /// <param name="seed">Where the noise comes from.</param>
    /// <param name="threads">How many threads to compute on; the result is the same.</param>
    public static Loss[] Losses(GenerativeModel model, SampleSet samples, ulong seed, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(samples);
        var losses = new Loss[samples.Count];
        ForEach(model, samples, threads, (predictor, start, values, labels) => predictor.Score(values, losses.AsSpan(start, values.Length / model.Pixels), labels, seed));
        return losses;
    }

    /// <summary>What the model makes of each sample by way of its code: of the posterior means, in all layers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="samples">The samples, with labels for a model that sees them.</param>
    /// <param name="threads">How many threads to compute on; the result is the same.</param>
    /// <returns>Samples × <see cref="GenerativeModel.Pixels"/>.</returns>
    public static float[] Reconstructions(GenerativeModel model, SampleSet samples, int threads)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(samples);
        var reconstructions = new float[samples.Count * model.Pixels];
        ForEach(model, samples, threads, (predictor, start, values, labels) => predictor.Reconstruct(values, reconstructions.AsSpan(start * model.Pixels, values.Length), labels));
        return reconstructions;
    }

    /// <summary>The share of some scores that are at most as great as each of others, in per cent.</summary>
    /// <param name="reference">The scores to compare with; at least one.</param>
    /// <param name="scores">The scores to place among them.</param>
    public static float[] Percentiles(IEnumerable<double> reference, IEnumerable<double> scores)
    {
        double[] sorted = [.. reference.Order()];
        return [.. scores.Select(score => 100f * AtMost(sorted, score) / sorted.Length)];
    }

    private static int AtMost(double[] sorted, double score)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] <= score ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static void ForEach(GenerativeModel model, SampleSet samples, int threads, Action<Predictor, int, float[], int[]> compute)
    {
        var predictor = new Predictor(model, threads);
        Parallel.For(0, (samples.Count + AtOnce - 1) / AtOnce, new ParallelOptions { MaxDegreeOfParallelism = threads }, piece =>
        {
            int start = piece * AtOnce, count = Math.Min(AtOnce, samples.Count - start);
            var values = new float[count * model.Pixels];
            samples.Fill(start, count, values);
            compute(predictor, start, values, model.Classes == 0 ? [] : samples.Labels.Slice(start, count).ToArray());
        });
    }
}
