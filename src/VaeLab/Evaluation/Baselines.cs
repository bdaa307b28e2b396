using VaeLab.Data;

namespace VaeLab.Evaluation;

/// <summary>Measures the <see cref="LossBaselines"/> of a dataset.</summary>
public static class Baselines
{
    // A model may give a pixel that was always white a probability of exactly 0, and pay infinitely once it is not.
    private const double SmallestProbability = 1e-6;

    /// <summary>Floor and mean-image line of some images, in nats per image.</summary>
    /// <param name="training">Whose mean image is taken.</param>
    /// <param name="judged">The images whose loss is meant.</param>
    public static LossBaselines Measure(SampleSet training, SampleSet judged)
    {
        double[] mean = training.Mean(), judgedMean = judged.Mean();
        double meanImage = 0;
        for (int pixel = 0; pixel < mean.Length; pixel++)
            meanImage += CrossEntropy(judgedMean[pixel], Math.Clamp(mean[pixel], SmallestProbability, 1 - SmallestProbability));
        return new(judged.Sum(value => CrossEntropy(value, value)) / judged.Count, meanImage);
    }

    /// <summary>−x ln p − (1−x) ln(1−p), with 0 ln 0 = 0.</summary>
    private static double CrossEntropy(double x, double p) =>
        (x > 0 ? -x * Math.Log(p) : 0) + (x < 1 ? -(1 - x) * Math.Log(1 - p) : 0);
}
