using System.Numerics;
using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

#pragma warning disable MA0048 // A table of one-line functions reads best in one place.

/// <summary>eˣ.</summary>
internal readonly struct ExpFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Exp(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => y;
}

/// <summary>ln x.</summary>
internal readonly struct LogFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Log(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Log(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One / x;
}

/// <summary>x².</summary>
internal readonly struct SquareFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x * x;

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => (T.One + T.One) * x;
}

/// <summary>max(0, x).</summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Max(x, T.Zero);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => y > T.Zero ? T.One : T.Zero;
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal readonly struct SigmoidFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => y * (T.One - y);
}

/// <summary>the hyperbolic tangent.</summary>
internal readonly struct TanhFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Tanh(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One - (y * y);
}

/// <summary>ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|), which never overflows.</summary>
internal readonly struct SoftplusFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = Value(x[i]);
    }

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Max(x, T.Zero) + T.LogP1(T.Exp(-T.Abs(x)));

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));
}
