using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class DiscretizedLogisticTests
{
    // Scales from far below the least one to far above all bytes; about w = 1, where one form takes over from another, t is −3.54.
    private static readonly float[] s_logScales = [-100, -5.7f, -5.68f, -5, -3.6f, -3.55f, -3.54f, -3.53f, -3, -1, 0, 1, 2, 3, 5, 20, 100];
    private static readonly float[] s_means = [0, 1, 0.5f, 128 / 255f, 1e-3f, -0.3f, 1.7f, 0.9999f, -20, 30];
    private static readonly int[] s_bytes = [0, 255, 1, 254, 127, 128, 60];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Fact]
    public void The_256_probabilities_sum_to_1_and_are_the_logistic_distributions()
    {
        foreach (float mean in s_means)
        {
            foreach (float t in s_logScales)
            {
                double scale = Math.Exp(Math.Max(t - 2.0, -7 - Math.Log(2))), sum = 0;
                for (int k = 0; k < 256; k++)
                {
                    double p = Math.Exp(-DiscretizedLogistic.Reference(mean, t, k / 255.0).Loss);
                    double low = k == 0 ? 0 : Cumulative((((k - 0.5) / 255) - mean) / scale), high = k == 255 ? 1 : Cumulative((((k + 0.5) / 255) - mean) / scale);
                    Assert.Equal(high - low, p, 1e-12);
                    sum += p;
                }

                Assert.Equal(1, sum, 1e-9);
            }
        }

        static double Cumulative(double x) => 1 / (1 + Math.Exp(-x));
    }

    [Fact]
    public void Its_derivatives_are_differences()
    {
        const double step = 1e-6;
        foreach (float mean in s_means.Where(mean => Math.Abs(mean) < 2))
        {
            foreach (double t in s_logScales.Where(t => t < 10))
            {
                foreach (double x in s_bytes.Select(k => k / 255.0))
                {
                    (_, double byMean, double byLogScale) = DiscretizedLogistic.Reference(mean, t, x);
                    double differenceByMean = (Loss(mean + (step / 100), t) - Loss(mean - (step / 100), t)) / (2 * step / 100);
                    Assert.Equal(differenceByMean, byMean, 1e-3 * (1 + Math.Abs(byMean)));
                    Assert.Equal((Loss(mean, t + step) - Loss(mean, t - step)) / (2 * step), byLogScale, 1e-5 * (1 + Math.Abs(byLogScale)));

                    double Loss(double m, double logScale) => DiscretizedLogistic.Reference(m, logScale, x).Loss;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_row_is_the_reference_at_every_length(string kernels)
    {
        int columns = s_means.Length * s_logScales.Length * s_bytes.Length;
        float[] means = [.. Enumerable.Range(0, columns).Select(i => s_means[i % s_means.Length])];
        float[] logScales = [.. Enumerable.Range(0, columns).Select(i => s_logScales[i / s_means.Length % s_logScales.Length])];
        float[] targets = [.. Enumerable.Range(0, columns).Select(i => s_bytes[i / s_means.Length / s_logScales.Length] / 255f)];
        Check(kernels, means, logScales, targets);
        for (int length = 0; length <= 70; length++)
            Check(kernels, means[length..(2 * length)], logScales[length..(2 * length)], targets[length..(2 * length)]);
    }

    /// <summary>Rows of one pixel many times over, so that a fault in one does not vanish among the losses of others.</summary>
    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Every_pixel_is_the_reference(string kernels)
    {
        const int Times = 17; // every kernel has a whole vector and a rest of it
        foreach (float mean in s_means)
        {
            foreach (float t in s_logScales)
            {
                foreach (int k in s_bytes)
                    Check(kernels, Repeat(mean), Repeat(t), Repeat(k / 255f));
            }
        }

        static float[] Repeat(float value) => [.. Enumerable.Repeat(value, Times)];
    }

    private static void Check(string kernels, float[] means, float[] logScales, float[] targets)
    {
        using GuardedBuffer outputs = new([.. means, .. logScales]), x = new(targets), derivatives = new(2 * targets.Length);
        float loss = Numbers.Kernels(kernels).DiscretizedLogisticRow(outputs.Start, x.Start, derivatives.Start, targets.Length);
        double expected = 0, magnitude = 1;
        for (int i = 0; i < targets.Length; i++)
        {
            (double pixel, double byMean, double byLogScale) = DiscretizedLogistic.Reference(means[i], logScales[i], targets[i]);
            double inverse = Math.Exp(-Math.Max(logScales[i] - 2.0, -7 - Math.Log(2))), distance = Math.Abs((double)targets[i] - means[i]) * inverse;
            expected += pixel;
            magnitude += pixel + distance + 8;
            Near(byMean, derivatives.Span[i], 1e-30 + (1e-6 * inverse * (1 + (inverse / 100))), "mean");
            Near(byLogScale, derivatives.Span[targets.Length + i], 1e-6 * (1 + distance + (inverse / 100)), "scale");

            void Near(double right, float found, double tolerance, string what)
            {
                if (!(Math.Abs(right - found) <= tolerance))
                    Assert.Fail(FormattableString.Invariant($"With mean {means[i]:R}, t {logScales[i]:R} and target {targets[i]:R} the derivative by the {what} is {found:R} and should be {right:R}."));
            }
        }

        Assert.InRange(loss - expected, -1e-6 * magnitude, 1e-6 * magnitude);
    }
}
