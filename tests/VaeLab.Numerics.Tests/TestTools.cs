using System.Runtime.CompilerServices;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Tests;

/// <summary>
/// Memory between two guard zones. The zones hold NaNs with a mark: who writes there is found at the end of the buffer's
/// use, by <see cref="Dispose"/>, and who computes with what it reads there gets NaN. Kernels may read there, as an arena's
/// slack allows. Needs <c>using</c>, or the memory may go while a kernel works on it.
/// </summary>
internal sealed unsafe class GuardedBuffer : IDisposable
{
    private const int GuardLength = 512;
    private const uint Mark = 0x7FC0DEAD;

    private readonly float[] _block;
    private readonly int _count;

    public GuardedBuffer(int count)
    {
        _count = count;
        _block = GC.AllocateUninitializedArray<float>(count + (2 * GuardLength), pinned: true);
        Array.Fill(_block, BitConverter.UInt32BitsToSingle(Mark));
    }

    public GuardedBuffer(ReadOnlySpan<float> content)
        : this(content.Length) => content.CopyTo(Span);

    public float* Start => (float*)Unsafe.AsPointer(ref _block[GuardLength]);

    public Span<float> Span => _block.AsSpan(GuardLength, _count);

    public void Dispose()
    {
        for (int i = 0; i < _block.Length; i++)
        {
            bool isGuard = i < GuardLength || i >= GuardLength + _count;
            if (isGuard && BitConverter.SingleToUInt32Bits(_block[i]) != Mark)
                Assert.Fail(FormattableString.Invariant($"Number {i - GuardLength} of a buffer of {_count} was written to."));
        }
    }
}

/// <summary>Numbers to test with, the same on every run, and how to compare them.</summary>
internal static class Numbers
{
    /// <summary>For theories over <see cref="KernelSet.All"/>, which is not public.</summary>
    public static TheoryData<string> KernelNames => [.. KernelSet.All.Select(kernels => kernels.Name)];

    public static KernelSet Kernels(string name) => KernelSet.All.Single(kernels => string.Equals(kernels.Name, name, StringComparison.Ordinal));

    /// <summary>Standard normal numbers.</summary>
    public static float[] Normal(int count, uint stream)
    {
        var numbers = new float[count];
        new RandomStream(2026, RandomPurpose.Test, stream).FillNormal(numbers);
        return numbers;
    }

    /// <summary>Whole numbers from −8 to 8: their products and sums are exact in any order, so that results can be compared by equality.</summary>
    public static float[] Whole(int count, uint stream)
    {
        var random = new RandomStream(2026, RandomPurpose.Test, stream);
        var numbers = new float[count];
        for (int i = 0; i < count; i++)
            numbers[i] = (int)(random.WordAt((ulong)i) % 17) - 8;
        return numbers;
    }

    /// <summary>Fails where a number is further from what it should be than <paramref name="tolerance"/> times the largest of all.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        var wide = new double[actual.Length];
        for (int i = 0; i < wide.Length; i++)
            wide[i] = actual[i];
        AssertClose(expected, wide, tolerance, what);
    }

    /// <inheritdoc cref="AssertClose(ReadOnlySpan{double}, ReadOnlySpan{float}, double, string)"/>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 0;
        foreach (double number in expected)
            scale = Math.Max(scale, Math.Abs(number));
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
                Assert.Fail(FormattableString.Invariant($"{what}: number {i} is {actual[i]:R} and should be {expected[i]:R}; the largest of all is {scale:R}."));
        }
    }

    public static double[] ToDouble(float[] numbers) => Array.ConvertAll(numbers, number => (double)number);

    public static int RoundUp(int count, int multiple) => (count + multiple - 1) / multiple * multiple;
}
