using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>Polynomials, by Horner's rule.</summary>
internal static class Polynomial
{
    /// <summary>c₀ + c₁x + c₂x² + c₃x³.</summary>
    public static TVector Cubic<TVector, TSimd>(TVector x, float c0, float c1, float c2, float c3)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector sum = TSimd.MultiplyAdd(x, TSimd.Broadcast(c3), TSimd.Broadcast(c2));
        sum = TSimd.MultiplyAdd(x, sum, TSimd.Broadcast(c1));
        return TSimd.MultiplyAdd(x, sum, TSimd.Broadcast(c0));
    }
}
