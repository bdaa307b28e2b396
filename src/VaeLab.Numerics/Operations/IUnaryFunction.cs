using System.Numerics;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Operations;

/// <summary>A function of one number, with its derivative.</summary>
internal interface IUnaryFunction
{
    /// <summary>y = f(x) for many numbers, fast.</summary>
    static abstract void Apply(ReadOnlySpan<float> x, Span<float> y);

    /// <summary>f(x), plainly.</summary>
    static abstract T Value<T>(T x)
        where T : IFloatingPointIeee754<T>;

    /// <summary>f′(x), given also y = f(x), plainly.</summary>
    static abstract T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T>;

    /// <summary>f′(x), given also y = f(x), for a register of numbers.</summary>
    static abstract TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}
