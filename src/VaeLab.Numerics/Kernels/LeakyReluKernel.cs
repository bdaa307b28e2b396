using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>The leaky ReLU and its chain rule over many numbers.</summary>
internal static unsafe class LeakyReluKernel
{
    /// <summary>The plain reference: the slope at x, which times x is the value.</summary>
    public static double SlopeAt(double x, float slope) => x > 0 ? 1 : slope;

    /// <summary>y = x where positive, slope·x elsewhere.</summary>
    /// <param name="x">count numbers.</param>
    /// <param name="y">Receives count numbers; may be <paramref name="x"/>.</param>
    /// <param name="count">How many.</param>
    /// <param name="slope">Of the negative side.</param>
    public static void Apply<TVector, TSimd>(float* x, float* y, int count, float slope)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector slopes = TSimd.Broadcast(slope);
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector numbers = TSimd.Load(x + i);
            TSimd.Store(TSimd.SelectPositive(numbers, numbers, TSimd.Multiply(slopes, numbers)), y + i);
        }

        for (; i < count; i++)
            y[i] = x[i] > 0 ? x[i] : slope * x[i];
    }

    /// <summary>∂x += ∂y where x is positive, slope·∂y elsewhere.</summary>
    /// <param name="x">count numbers.</param>
    /// <param name="dy">∂y.</param>
    /// <param name="dx">∂x, to be added to.</param>
    /// <param name="count">How many.</param>
    /// <param name="slope">Of the negative side.</param>
    public static void AddGradient<TVector, TSimd>(float* x, float* dy, float* dx, int count, float slope)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1), slopes = TSimd.Broadcast(slope);
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
        {
            TVector slopeAt = TSimd.SelectPositive(TSimd.Load(x + i), one, slopes);
            TSimd.Store(TSimd.Add(TSimd.Load(dx + i), TSimd.Multiply(TSimd.Load(dy + i), slopeAt)), dx + i);
        }

        for (; i < count; i++)
            dx[i] += dy[i] * (x[i] > 0 ? 1 : slope);
    }
}
