using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Operations;

namespace VaeLab.Numerics.Tests.Kernels;

/// <summary>Every function of one number, over all lengths and for every width of vectors, against its plain form.</summary>
[Trait(InstructionSets.Trait, InstructionSets.Each)]
public sealed unsafe class UnaryLoopsTests
{
    // Beyond 1e12 the cubes in GELU's slope leave what a float holds.
    private static readonly float[] s_sizes = [0, -0f, 1e-30f, -1e-30f, 1e-3f, -1e-3f, 0.5f, -0.5f, 2, -2, 9, -9, 60, -60, 200, -200, 1e6f, -1e6f, 1e12f, -1e12f];

    public static TheoryData<string> KernelNames => Numbers.KernelNames;

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Softplus_is_the_plain_one(string kernels) => Check<SoftplusFunction>(Numbers.Kernels(kernels));

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Elu_is_the_plain_one(string kernels) => Check<EluFunction>(Numbers.Kernels(kernels));

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Leaky_relu_is_the_plain_one(string kernels) => Check<LeakyReluFunction>(Numbers.Kernels(kernels));

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Gelu_is_the_plain_one(string kernels) => Check<GeluFunction>(Numbers.Kernels(kernels));

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Silu_is_the_plain_one(string kernels) => Check<SiluFunction>(Numbers.Kernels(kernels));

    [Theory]
    [MemberData(nameof(KernelNames))]
    public void Slopes_of_library_functions_are_the_plain_ones(string kernels)
    {
        KernelSet set = Numbers.Kernels(kernels);
        float[] moderate = [.. s_sizes.Where(x => Math.Abs(x) <= 60)];
        CheckSlopes<ExpFunction>(set, moderate);
        CheckSlopes<LogFunction>(set, [.. moderate.Where(x => x > 1e-3)]);
        CheckSlopes<SqrtFunction>(set, [.. moderate.Where(x => x > 1e-3)]);
        CheckSlopes<SquareFunction>(set, moderate);
        CheckSlopes<ReluFunction>(set, s_sizes);
        CheckSlopes<SigmoidFunction>(set, s_sizes);
        CheckSlopes<TanhFunction>(set, s_sizes);
        CheckSlopes<AbsFunction>(set, s_sizes);
    }

    [Fact]
    public void The_tanh_form_of_gelu_is_near_the_exact_one()
    {
        double furthest = 0;
        for (double x = -6; x <= 6; x += 0.001)
        {
            double exact = x * NormalDistribution(x);
            furthest = Math.Max(furthest, Math.Abs(exact - GeluFunction.Value(x)));
        }

        Assert.InRange(furthest, 4e-4, 5e-4);
    }

    /// <summary>Φ by the midpoint rule.</summary>
    private static double NormalDistribution(double x)
    {
        const int intervals = 1000;
        double sum = 0;
        for (int i = 0; i < intervals; i++)
        {
            double t = (i + 0.5) / intervals * x;
            sum += Math.Exp(-0.5 * t * t) * x / intervals;
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }

    private static void Check<TFunction>(KernelSet kernels)
        where TFunction : struct, IVectorFunction
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] x = Inputs(s_sizes, length);
            using GuardedBuffer from = new(x), to = new(length);
            kernels.Map<TFunction>(from.Start, to.Start, length);
            AssertClose(x, [.. x.Select(number => TFunction.Value((double)number))], to.Span);
        }

        CheckSlopes<TFunction>(kernels, s_sizes);
    }

    private static void CheckSlopes<TFunction>(KernelSet kernels, float[] sizes)
        where TFunction : struct, IUnaryFunction
    {
        for (int length = 0; length <= 70; length++)
        {
            float[] x = Inputs(sizes, length), dy = Numbers.Normal(length, 3), dx = Numbers.Normal(length, 4);
            float[] y = [.. x.Select(number => (float)TFunction.Value((double)number))];
            using GuardedBuffer xs = new(x), ys = new(y), dys = new(dy), dxs = new(dx);
            kernels.AddGradient<TFunction>(xs.Start, ys.Start, dys.Start, dxs.Start, length);
            double[] expected = [.. x.Select((number, i) => dx[i] + (dy[i] * TFunction.Derivative(number, TFunction.Value((double)number))))];
            AssertClose(x, expected, dxs.Span);
        }
    }

    private static float[] Inputs(float[] sizes, int length) => [.. Enumerable.Range(0, length).Select(i => sizes[(i + (i / sizes.Length)) % sizes.Length])];

    private static void AssertClose(float[] x, double[] expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= 1e-6 * (1 + Math.Abs(expected[i]))))
                Assert.Fail(FormattableString.Invariant($"At {x[i]:R}, number {i} of {expected.Length}, it is {actual[i]:R} and should be {expected[i]:R}."));
        }
    }
}
