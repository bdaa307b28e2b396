using System.Numerics;
using System.Numerics.Tensors;
using VaeLab.Numerics.Simd;

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

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => y;
}

/// <summary>ln x.</summary>
internal readonly struct LogFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Log(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Log(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One / x;

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Divide(TSimd.Broadcast(1), x);
}

/// <summary>x².</summary>
internal readonly struct SquareFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x * x;

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => (T.One + T.One) * x;

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(TSimd.Broadcast(2), x);
}

/// <summary>max(0, x).</summary>
internal readonly struct ReluFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Max(x, T.Zero);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => y > T.Zero ? T.One : T.Zero;

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.SelectPositive(y, TSimd.Broadcast(1), TSimd.Broadcast(0));
}

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal readonly struct SigmoidFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.One / (T.One + T.Exp(-x));

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => y * (T.One - y);

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(y, TSimd.Subtract(TSimd.Broadcast(1), y));
}

/// <summary>the hyperbolic tangent.</summary>
internal readonly struct TanhFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Tanh(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One - (y * y);

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Subtract(TSimd.Broadcast(1), TSimd.Multiply(y, y));
}

/// <summary>|x|; the slope at 0 is taken as 0.</summary>
internal readonly struct AbsFunction : IUnaryFunction
{
    public static void Apply(ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Abs(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), one = TSimd.Broadcast(1);
        return TSimd.Subtract(TSimd.SelectPositive(x, one, zero), TSimd.SelectPositive(TSimd.Subtract(zero, x), one, zero));
    }
}
