using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class ContinuousBernoulliTests
{
    // About 0 and about 1 in size, where one form takes over from another.
    private static readonly float[] s_logits =
    [
        0, -0f, 1e-40f, -1e-40f, 1e-20f, 1e-6f, -1e-6f, 1e-3f, 0.0099f, 0.0101f, -0.05f, 0.1f, 0.5f, -0.5f, 0.9f, 0.9999f, -0.9999f, 1, -1,
        1.0001f, -1.0001f, 1.2f, 2, -2, 3, -3, 17, -17, 20, 88, -88, 89, -89, 104, -104, 1e3f, -1e3f, 1e4f, -1e4f,
    ];

    private static readonly float[] s_targets = [0, 1, 0.5f, 1 / 255f, 254 / 255f];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [InlineData(0.5, 0.7136819)]
    [InlineData(3, 1.1982688)]
    [InlineData(20, 2.9957323)]
    [InlineData(0, 0.69314718)]
    [InlineData(1e4, 9.2103404)]
    public void The_normalizer_is_the_known_one(double logit, double logNormalizer)
    {
        foreach (double l in new[] { logit, -logit })
        {
            double crossEntropy = CrossEntropy.Reference(l, 0.25).Loss;
            Assert.Equal(logNormalizer, crossEntropy - ContinuousBernoulli.Reference(l, 0.25).Loss, 1e-7);
            foreach (KernelSet kernels in KernelSet.All)
                Assert.Equal(logNormalizer, crossEntropy - Row(kernels, [(float)l], [0.25f]).Loss, 1e-6 + (1e-7 * Math.Abs(l)));
        }
    }

    [Fact]
    public void It_is_a_density()
    {
        foreach (double logit in new[] { -30, -4, -0.3, 0, 0.005, 0.02, 1, 7 })
        {
            const int intervals = 20_000;
            double mass = 0, mean = 0;
            for (int i = 0; i < intervals; i++)
            {
                double x = (i + 0.5) / intervals, density = Math.Exp(-ContinuousBernoulli.Reference(logit, x).Loss);
                (mass, mean) = (mass + (density / intervals), mean + (x * density / intervals));
            }

            Assert.Equal(1, mass, 1e-6);
            Assert.Equal(mean, MeanOf((float)logit), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_row_is_the_reference_at_every_length_and_every_size_of_logit(string kernels)
    {
        for (int length = 0; length <= 100; length++)
        {
            foreach (int shift in new[] { 0, 7, 19 })
            {
                float[] logits = [.. Enumerable.Range(0, length).Select(i => s_logits[(i + shift) % s_logits.Length])];
                float[] targets = [.. Enumerable.Range(0, length).Select(i => s_targets[i % s_targets.Length])];
                Check(kernels, logits, targets);
            }

            Check(kernels, Numbers.Normal(length, 1), [.. Numbers.Normal(length, 2).Select(x => Math.Clamp(x, 0, 1))]);
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void The_mean_is_the_published_one_and_not_the_sigmoid(string kernels)
    {
        using GuardedBuffer logits = new(s_logits), means = new(s_logits.Length);
        Numbers.Kernels(kernels).ContinuousBernoulliMean(logits.Start, means.Start, s_logits.Length);
        for (int i = 0; i < s_logits.Length; i++)
        {
            // λ/(2λ − 1) + 1/(2 artanh(1 − 2λ)), where that can be computed: not about ½, and not where λ rounds to 0 or 1.
            double logit = s_logits[i], lambda = 1 / (1 + Math.Exp(-logit));
            Assert.InRange(means.Span[i], 0f, 1f);
            if (Math.Abs(logit) is > 0.01 and < 20)
                Assert.Equal((lambda / ((2 * lambda) - 1)) + (1 / (2 * Math.Atanh(1 - (2 * lambda)))), means.Span[i], 3e-7);
            else if (Math.Abs(logit) < 0.01)
                Assert.Equal(0.5 + (logit / 12), means.Span[i], 1e-7);
            else
                Assert.Equal(logit > 0 ? 1 - (1 / logit) : -1 / logit, means.Span[i], 3e-7);
        }
    }

    private static double MeanOf(float logit)
    {
        float mean;
        KernelSet.Best.ContinuousBernoulliMean(&logit, &mean, 1);
        return mean;
    }

    private static (float Loss, float[] Derivatives) Row(KernelSet kernels, float[] logits, float[] targets)
    {
        using GuardedBuffer l = new(logits), x = new(targets), derivatives = new(logits.Length);
        float loss = kernels.ContinuousBernoulliRow(l.Start, x.Start, derivatives.Start, logits.Length);
        return (loss, derivatives.Span.ToArray());
    }

    private static void Check(string kernels, float[] logits, float[] targets)
    {
        (float loss, float[] derivatives) = Row(Numbers.Kernels(kernels), logits, targets);
        double expectedLoss = 0, magnitude = 1;
        for (int i = 0; i < logits.Length; i++)
        {
            (double pixel, double derivative) = ContinuousBernoulli.Reference(logits[i], targets[i]);
            expectedLoss += pixel;
            magnitude += 2 + (2 * Math.Abs(logits[i]));
            if (!(Math.Abs(derivative - derivatives[i]) <= 4e-7))
                Assert.Fail(FormattableString.Invariant($"At logit {logits[i]:R} and target {targets[i]:R} the derivative is {derivatives[i]:R} and should be {derivative:R}."));
        }

        Assert.InRange(loss - expectedLoss, -2e-7 * magnitude, 2e-7 * magnitude);
    }
}
