using VaeLab.Numerics.Operations;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>A function of one number, and the chain rule for it, over many numbers. The functions themselves have the plain forms.</summary>
internal static unsafe class UnaryLoops
{
    /// <summary>y = f(x).</summary>
    /// <param name="x">count numbers.</param>
    /// <param name="y">Receives count numbers; may be <paramref name="x"/>.</param>
    /// <param name="count">How many.</param>
    public static void Map<TFunction, TVector, TSimd>(float* x, float* y, int count)
        where TFunction : struct, IVectorFunction
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
            TSimd.Store(TFunction.Value<TVector, TSimd>(TSimd.Load(x + i)), y + i);
        for (; i < count; i++)
            y[i] = TFunction.Value<float, Simd1>(x[i]);
    }

    /// <summary>∂x += ∂y · f′(x).</summary>
    /// <param name="x">count numbers.</param>
    /// <param name="y">f(x).</param>
    /// <param name="dy">∂y.</param>
    /// <param name="dx">∂x, to be added to.</param>
    /// <param name="count">How many.</param>
    public static void AddGradient<TFunction, TVector, TSimd>(float* x, float* y, float* dy, float* dx, int count)
        where TFunction : struct, IUnaryFunction
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector slope = TFunction.Slope<TVector, TSimd>(TSimd.Load(x + i), TSimd.Load(y + i));
            TSimd.Store(TSimd.Add(TSimd.Load(dx + i), TSimd.Multiply(TSimd.Load(dy + i), slope)), dx + i);
        }

        for (; i < count; i++)
            dx[i] += dy[i] * TFunction.Slope<float, Simd1>(x[i], y[i]);
    }
}
