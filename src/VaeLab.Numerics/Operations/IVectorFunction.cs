using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Operations;

/// <summary>A function that no library computes for many numbers at once: it says how for a register of them.</summary>
internal interface IVectorFunction : IUnaryFunction
{
    /// <summary>f(x) for a register of numbers.</summary>
    static abstract TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}
