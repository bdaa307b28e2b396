using System.Runtime.CompilerServices;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// Adam (Kingma &amp; Ba 2014, algorithm 1), all in one pass over the numbers:
/// m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η·m̂ / (√v̂ + ε), with m̂ = m / (1−β₁ᵗ) and v̂ = v / (1−β₂ᵗ).
/// </summary>
internal static unsafe class AdamKernel
{
    // A first moment that gets no more gradients shrinks by β₁ at each step, and after some 700 steps it would stay for ever at
    // numbers so small that processors handle them slowly. Long before, it moves no weight: it becomes 0.
    private const float Negligible = 1e-30f;

    /// <summary>What all numbers of a step share.</summary>
    /// <param name="Rate">η / (1−β₁ᵗ).</param>
    /// <param name="Beta1">β₁.</param>
    /// <param name="Rest1">1 − β₁, rounded once: the difference of two rounded numbers is 5e-5 off for β₂ = 0.999.</param>
    /// <param name="Beta2">β₂.</param>
    /// <param name="Rest2">1 − β₂.</param>
    /// <param name="Correction">1 / √(1−β₂ᵗ).</param>
    /// <param name="Epsilon">ε, added after the bias-corrected root.</param>
    public readonly record struct Step(float Rate, float Beta1, float Rest1, float Beta2, float Rest2, float Correction, float Epsilon)
    {
        /// <summary>Step t, counted from 1.</summary>
        public static Step At(long t, double rate, double beta1, double beta2, double epsilon) => new(
            (float)(rate / (1 - Math.Pow(beta1, t))),
            (float)beta1,
            (float)(1 - beta1),
            (float)beta2,
            (float)(1 - beta2),
            (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, t))),
            (float)epsilon);
    }

    /// <summary>The plain form: one number, in double precision, word for word from the paper.</summary>
    public static void Reference(
        ref double w, ref double m, ref double v, double g, long t, double rate, double beta1, double beta2, double epsilon)
    {
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        double unbiasedMean = m / (1 - Math.Pow(beta1, t));
        double unbiasedSquare = v / (1 - Math.Pow(beta2, t));
        w -= rate * unbiasedMean / (Math.Sqrt(unbiasedSquare) + epsilon);
    }

    /// <summary>The fast form.</summary>
    /// <param name="w">count parameters.</param>
    /// <param name="m">Their first moments.</param>
    /// <param name="v">Their second moments.</param>
    /// <param name="g">Their gradients.</param>
    /// <param name="count">How many.</param>
    /// <param name="step">What they share.</param>
    public static void Update<TVector, TSimd>(float* w, float* m, float* v, float* g, int count, in Step step)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
            Apply<TVector, TSimd>(w + i, m + i, v + i, g + i, step);
        for (; i < count; i++)
            Apply<float, Simd1>(w + i, m + i, v + i, g + i, step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply<TVector, TSimd>(float* w, float* m, float* v, float* g, in Step step)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector gradient = TSimd.Load(g);
        TVector beta1 = TSimd.Broadcast(step.Beta1), rest1 = TSimd.Broadcast(step.Rest1);
        TVector beta2 = TSimd.Broadcast(step.Beta2), rest2 = TSimd.Broadcast(step.Rest2);

        TVector first = TSimd.MultiplyAdd(beta1, TSimd.Load(m), TSimd.Multiply(rest1, gradient));
        first = TSimd.SelectPositive(TSimd.Subtract(TSimd.Abs(first), TSimd.Broadcast(Negligible)), first, TSimd.Broadcast(0));
        TVector second = TSimd.MultiplyAdd(beta2, TSimd.Load(v), TSimd.Multiply(rest2, TSimd.Multiply(gradient, gradient)));
        TVector root = TSimd.MultiplyAdd(TSimd.Sqrt(second), TSimd.Broadcast(step.Correction), TSimd.Broadcast(step.Epsilon));
        TVector change = TSimd.Divide(TSimd.Multiply(TSimd.Broadcast(step.Rate), first), root);

        TSimd.Store(first, m);
        TSimd.Store(second, v);
        TSimd.Store(TSimd.Subtract(TSimd.Load(w), change), w);
    }
}
