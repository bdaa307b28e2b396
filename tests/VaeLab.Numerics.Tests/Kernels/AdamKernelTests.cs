using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests.Kernels;

[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class AdamKernelTests
{
    private const double Rate = 1e-3, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-7;

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Several_steps_are_the_reference_at_every_length(string kernels)
    {
        for (int length = 0; length <= 100; length++)
        {
            float[] start = Numbers.Normal(length, 1);
            using GuardedBuffer w = new(start), m = new(new float[length]), v = new(new float[length]);
            double[] referenceW = Numbers.ToDouble(start), referenceM = new double[length], referenceV = new double[length];
            for (int t = 1; t <= 5; t++)
            {
                float[] g = Gradient(length, t);
                using var gradient = new GuardedBuffer(g);
                Numbers.Kernels(kernels).Adam(
                    w.Start, m.Start, v.Start, gradient.Start, length, AdamKernel.Step.At(t, Rate, Beta1, Beta2, Epsilon));
                for (int i = 0; i < length; i++)
                    AdamKernel.Reference(ref referenceW[i], ref referenceM[i], ref referenceV[i], g[i], t, Rate, Beta1, Beta2, Epsilon);

                Assert.Equal(g, gradient.Span.ToArray());
            }

            for (int i = 0; i < length; i++)
            {
                // First moments may cancel, second ones not; the weights moved by up to 5e-3, and each step rounds them once.
                double size = Math.Sqrt(referenceV[i]);
                Assert.InRange(m.Span[i] - referenceM[i], -1e-6 * size * 10, 1e-6 * size * 10);
                Assert.InRange(v.Span[i] - referenceV[i], -1e-6 * referenceV[i], 1e-6 * referenceV[i]);
                Assert.InRange(w.Span[i] - referenceW[i], -1e-6, 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_number_without_gradient_keeps_still_and_NaN_stays_where_it_is(string kernels)
    {
        const int length = 37;
        for (int position = 0; position < length; position++)
        {
            float[] start = Numbers.Normal(length, 1), gradient = new float[length];
            gradient[position] = float.NaN;
            using GuardedBuffer w = new(start), m = new(new float[length]), v = new(new float[length]), g = new(gradient);
            Numbers.Kernels(kernels).Adam(
                w.Start, m.Start, v.Start, g.Start, length, AdamKernel.Step.At(1, Rate, Beta1, Beta2, Epsilon));

            float[] expected = [.. start];
            expected[position] = float.NaN;
            Assert.Equal(expected, w.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void A_first_moment_becomes_0_below_1e_30_and_not_before(string kernels)
    {
        float[] moments = [1e-9f, -1e-9f, 1e-20f, 1.2e-30f, -1.2e-30f, 1.1e-30f, -1.1e-30f, 1e-35f, 0];
        float[] expected = [0.9f * 1e-9f, 0.9f * -1e-9f, 0.9f * 1e-20f, 0.9f * 1.2e-30f, 0.9f * -1.2e-30f, 0, 0, 0, 0];
        for (int length = 1; length <= 70; length++)
        {
            using GuardedBuffer w = new(new float[length]), v = new(new float[length]), g = new(new float[length]);
            using GuardedBuffer m = new([.. Enumerable.Range(0, length).Select(i => moments[i % moments.Length])]);
            Numbers.Kernels(kernels).Adam(w.Start, m.Start, v.Start, g.Start, length, AdamKernel.Step.At(1000, Rate, Beta1, Beta2, Epsilon));
            for (int i = 0; i < length; i++)
                Assert.Equal(expected[i % expected.Length], m.Span[i], 1e-6 * Math.Abs(expected[i % expected.Length]));
        }
    }

    /// <summary>Of all sizes from 1e-6 to 1e4, of both signs, and zero.</summary>
    private static float[] Gradient(int length, int step) =>
        [.. Numbers.Normal(length, (uint)(10 + step)).Select((x, i) => i % 12 == 11 ? 0 : x * MathF.Pow(10, (i % 11) - 6))];
}
