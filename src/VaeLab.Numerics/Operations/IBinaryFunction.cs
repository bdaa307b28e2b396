using System.Numerics;

namespace VaeLab.Numerics.Operations;

/// <summary>A function of two numbers, with its derivatives.</summary>
internal interface IBinaryFunction
{
    /// <summary>y = f(left, right) for many numbers, fast.</summary>
    static abstract void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y);

    /// <summary>f(left, right), plainly.</summary>
    static abstract T Value<T>(T left, T right)
        where T : INumber<T>;

    /// <summary>The derivatives by either operand.</summary>
    static abstract (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T>;
}
