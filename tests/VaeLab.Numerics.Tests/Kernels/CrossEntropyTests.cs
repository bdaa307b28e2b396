using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class CrossEntropyTests
{
    private static readonly float[] s_logits =
        [0, -0f, 0.5f, -0.5f, 3, -3, 17, -17, 88, -88, 89, -89, 104, -104, 1e4f, -1e4f, 1e-20f, 1e-40f, -1e-40f, 1e30f, -1e30f];

    private static readonly float[] s_targets = [0, 1, 0.5f, 1 / 255f, 254 / 255f];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_row_is_the_reference_at_every_length_and_every_size_of_logit(string kernels)
    {
        for (int length = 0; length <= 100; length++)
        {
            foreach (int shift in new[] { 0, 7 })
            {
                float[] logits = [.. Enumerable.Range(0, length).Select(i => s_logits[(i + shift) % s_logits.Length])];
                float[] targets = [.. Enumerable.Range(0, length).Select(i => s_targets[i % s_targets.Length])];
                Check(kernels, logits, targets);
            }

            Check(kernels, Numbers.Normal(length, 1), [.. Numbers.Normal(length, 2).Select(x => Math.Clamp(x, 0, 1))]);
        }
    }

    /// <summary>A logit of 0 makes the greatest factor, 2. A product of too many would overflow.</summary>
    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_long_row_of_zeros_does_not_overflow(string kernels)
    {
        const int length = 5_000;
        using GuardedBuffer l = new(new float[length]), x = new(new float[length]), derivatives = new(length);
        double loss = Numbers.Kernels(kernels).CrossEntropyRow(l.Start, x.Start, derivatives.Start, length);
        Assert.Equal(Math.Log(2), loss / length, 1e-6);
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void NaN_shows_in_the_loss_and_in_its_own_derivative_only(string kernels)
    {
        const int length = 35;
        for (int position = 0; position < length; position++)
        {
            float[] logits = Numbers.Normal(length, 1);
            logits[position] = float.NaN;
            using GuardedBuffer l = new(logits), x = new(new float[length]), derivatives = new(length);
            float loss = Numbers.Kernels(kernels).CrossEntropyRow(l.Start, x.Start, derivatives.Start, length);

            Assert.True(float.IsNaN(loss));
            for (int i = 0; i < length; i++)
                Assert.Equal(i == position, float.IsNaN(derivatives.Span[i]));
        }
    }

    private static void Check(string kernels, float[] logits, float[] targets)
    {
        using GuardedBuffer l = new(logits), x = new(targets), derivatives = new(logits.Length);
        float loss = Numbers.Kernels(kernels).CrossEntropyRow(l.Start, x.Start, derivatives.Start, logits.Length);

        double expectedLoss = 0, magnitude = 1;
        for (int i = 0; i < logits.Length; i++)
        {
            (double pixel, double derivative) = CrossEntropy.Reference(logits[i], targets[i]);
            expectedLoss += pixel;
            magnitude += 1 + (2 * Math.Abs(logits[i]));
            if (!(Math.Abs(derivative - derivatives.Span[i]) <= 2e-7))
                Assert.Fail(FormattableString.Invariant($"At logit {logits[i]:R} and target {targets[i]:R} the derivative is {derivatives.Span[i]:R} and should be {derivative:R}."));
        }

        // max(l, 0) − l·x cancels where x is near 1: the logits' size decides how exact a float can be.
        Assert.InRange(loss - expectedLoss, -2e-7 * magnitude, 2e-7 * magnitude);
    }
}
