using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VaeLab.Numerics;

namespace VaeLab.Cli.Benchmarking;

/// <summary>
/// The most float32 arithmetic that this machine does: fused multiply-adds on its widest vectors, in registers only and so many
/// of them independent that none waits for another. Nothing that trains can be faster than its arithmetic at this rate.
/// </summary>
internal sealed class FmaPeak : ParallelJob
{
    private const int Chains = 12, NarrowChains = 16, Rounds = 100_000, PiecesPerThread = 4;

    private readonly float[] _sums;

    private FmaPeak(int threads) => _sums = new float[threads];

    /// <summary>Operations a second on all threads of a pool; a multiply-add of two numbers counts as two.</summary>
    /// <param name="workers">The threads.</param>
    /// <param name="seconds">How long to measure; the best of several stretches counts, since others may use the machine too.</param>
    public static double Measure(WorkerPool workers, double seconds)
    {
        var job = new FmaPeak(workers.Width);
        int pieces = PiecesPerThread * workers.Width;
        double operations = (double)pieces * Rounds * PerRound;
        double best = 0;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long before = Stopwatch.GetTimestamp();
            workers.Run(job, pieces);
            best = Math.Max(best, operations / Stopwatch.GetElapsedTime(before).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return best;
    }

    /// <inheritdoc/>
    public override void Run(int index, int worker) => _sums[worker] +=
        Vector512.IsHardwareAccelerated ? Vector512.Sum(Wide(Vector512<float>.One, Rounds))
        : Vector256.IsHardwareAccelerated ? Vector256.Sum(Middle(Vector256<float>.One, Rounds))
        : Vector128.Sum(Narrow(Vector128<float>.One, Rounds));

    private static int PerRound =>
        Vector512.IsHardwareAccelerated ? 2 * Chains * Vector512<float>.Count
        : Vector256.IsHardwareAccelerated ? 2 * Chains * Vector256<float>.Count
        : 2 * NarrowChains * Vector128<float>.Count;

    // Each chain is c ← c·½ + 1, which stays near 2: no overflow, no denormal numbers. Twelve chains keep two units busy whose
    // results take up to six cycles, and fit in sixteen registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector512<float> Wide(Vector512<float> one, int rounds)
    {
        Vector512<float> half = one * 0.5f, c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one, c6 = one, c7 = one, c8 = one, c9 = one, c10 = one, c11 = one;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector512.MultiplyAddEstimate(c0, half, one);
            c1 = Vector512.MultiplyAddEstimate(c1, half, one);
            c2 = Vector512.MultiplyAddEstimate(c2, half, one);
            c3 = Vector512.MultiplyAddEstimate(c3, half, one);
            c4 = Vector512.MultiplyAddEstimate(c4, half, one);
            c5 = Vector512.MultiplyAddEstimate(c5, half, one);
            c6 = Vector512.MultiplyAddEstimate(c6, half, one);
            c7 = Vector512.MultiplyAddEstimate(c7, half, one);
            c8 = Vector512.MultiplyAddEstimate(c8, half, one);
            c9 = Vector512.MultiplyAddEstimate(c9, half, one);
            c10 = Vector512.MultiplyAddEstimate(c10, half, one);
            c11 = Vector512.MultiplyAddEstimate(c11, half, one);
        }

        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector256<float> Middle(Vector256<float> one, int rounds)
    {
        Vector256<float> half = one * 0.5f, c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one, c6 = one, c7 = one, c8 = one, c9 = one, c10 = one, c11 = one;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector256.MultiplyAddEstimate(c0, half, one);
            c1 = Vector256.MultiplyAddEstimate(c1, half, one);
            c2 = Vector256.MultiplyAddEstimate(c2, half, one);
            c3 = Vector256.MultiplyAddEstimate(c3, half, one);
            c4 = Vector256.MultiplyAddEstimate(c4, half, one);
            c5 = Vector256.MultiplyAddEstimate(c5, half, one);
            c6 = Vector256.MultiplyAddEstimate(c6, half, one);
            c7 = Vector256.MultiplyAddEstimate(c7, half, one);
            c8 = Vector256.MultiplyAddEstimate(c8, half, one);
            c9 = Vector256.MultiplyAddEstimate(c9, half, one);
            c10 = Vector256.MultiplyAddEstimate(c10, half, one);
            c11 = Vector256.MultiplyAddEstimate(c11, half, one);
        }

        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11;
    }

    // Arm64 has up to four such units, results after four cycles, and 32 registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Vector128<float> Narrow(Vector128<float> one, int rounds)
    {
        Vector128<float> half = one * 0.5f, c0 = one, c1 = one, c2 = one, c3 = one, c4 = one, c5 = one, c6 = one, c7 = one;
        Vector128<float> c8 = one, c9 = one, c10 = one, c11 = one, c12 = one, c13 = one, c14 = one, c15 = one;
        for (int i = 0; i < rounds; i++)
        {
            c0 = Vector128.MultiplyAddEstimate(c0, half, one);
            c1 = Vector128.MultiplyAddEstimate(c1, half, one);
            c2 = Vector128.MultiplyAddEstimate(c2, half, one);
            c3 = Vector128.MultiplyAddEstimate(c3, half, one);
            c4 = Vector128.MultiplyAddEstimate(c4, half, one);
            c5 = Vector128.MultiplyAddEstimate(c5, half, one);
            c6 = Vector128.MultiplyAddEstimate(c6, half, one);
            c7 = Vector128.MultiplyAddEstimate(c7, half, one);
            c8 = Vector128.MultiplyAddEstimate(c8, half, one);
            c9 = Vector128.MultiplyAddEstimate(c9, half, one);
            c10 = Vector128.MultiplyAddEstimate(c10, half, one);
            c11 = Vector128.MultiplyAddEstimate(c11, half, one);
            c12 = Vector128.MultiplyAddEstimate(c12, half, one);
            c13 = Vector128.MultiplyAddEstimate(c13, half, one);
            c14 = Vector128.MultiplyAddEstimate(c14, half, one);
            c15 = Vector128.MultiplyAddEstimate(c15, half, one);
        }

        return c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11 + c12 + c13 + c14 + c15;
    }
}
