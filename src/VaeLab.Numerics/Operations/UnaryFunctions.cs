using System.Numerics;
using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Operations;

/// <summary>eˣ.</summary>
internal readonly struct ExpFunction : IUnaryFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Exp(x, y);

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
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Log(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Log(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One / x;

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Divide(TSimd.Broadcast(1), x);
}

/// <summary>√x.</summary>
internal readonly struct SqrtFunction : IUnaryFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sqrt(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Sqrt(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => T.One / (y + y);

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Divide(TSimd.Broadcast(0.5f), y);
}

/// <summary>x².</summary>
internal readonly struct SquareFunction : IUnaryFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Multiply(x, x, y);

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
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Max(x, 0, y);

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
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Sigmoid(x, y);

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
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Tanh(x, y);

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
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.Abs(x, y);

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

/// <summary>ln(1 + eˣ), as max(x, 0) + ln(1 + e^−|x|), which never overflows.</summary>
internal readonly struct SoftplusFunction : IVectorFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<SoftplusFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => T.Max(x, T.Zero) + T.LogP1(T.Exp(-T.Abs(x)));

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => SigmoidFunction.Value(x);

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), one = TSimd.Broadcast(1);
        TVector e = TSimd.Exp(TSimd.Subtract(zero, TSimd.Abs(x)));

        // ln(1 + e) where 1 + e is rounded to u: ln u · e / (u − 1), or e itself where nothing is left of it (Goldberg 1991, theorem 4).
        TVector u = TSimd.Add(one, e), rounded = TSimd.Subtract(u, one);
        TVector log = TSimd.Multiply(TSimd.Log(u), TSimd.Divide(e, TSimd.SelectPositive(rounded, rounded, one)));
        return TSimd.Add(TSimd.Max(x, zero), TSimd.SelectPositive(rounded, log, e));
    }

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => VectorSigmoid.Of<TVector, TSimd>(x);
}

/// <summary>x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015, with α = 1).</summary>
internal readonly struct EluFunction : IVectorFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<EluFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x > T.Zero ? x : T.Exp(x) - T.One;

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => x > T.Zero ? T.One : T.Exp(x);

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0), negative = TSimd.Subtract(x, TSimd.Max(x, zero));
        return TSimd.SelectPositive(x, x, TSimd.Subtract(TSimd.Exp(negative), TSimd.Broadcast(1)));
    }

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1);
        return TSimd.SelectPositive(x, one, TSimd.Add(y, one));
    }
}

/// <summary>x where positive, x/100 elsewhere (Maas, Hannun &amp; Ng 2013).</summary>
internal readonly struct LeakyReluFunction : IVectorFunction
{
    private const float Leak = 0.01f;

    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<LeakyReluFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x > T.Zero ? x : T.CreateChecked(Leak) * x;

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => x > T.Zero ? T.One : T.CreateChecked(Leak);

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.SelectPositive(x, x, TSimd.Multiply(TSimd.Broadcast(Leak), x));

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.SelectPositive(x, TSimd.Broadcast(1), TSimd.Broadcast(Leak));
}

/// <summary>x·σ(x), also called swish (Elfwing, Uchibe &amp; Doya 2017).</summary>
internal readonly struct SiluFunction : IVectorFunction
{
    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<SiluFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x * SigmoidFunction.Value(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T>
    {
        T sigmoid = SigmoidFunction.Value(x);
        return sigmoid + (y * (T.One - sigmoid));
    }

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(x, VectorSigmoid.Of<TVector, TSimd>(x));

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector sigmoid = VectorSigmoid.Of<TVector, TSimd>(x);
        return TSimd.Add(sigmoid, TSimd.Multiply(y, TSimd.Subtract(TSimd.Broadcast(1), sigmoid)));
    }
}

/// <summary>
/// x·Φ(x) with Φ the normal distribution, in the tanh form (Hendrycks &amp; Gimpel 2016): ½x(1 + tanh u) = x·σ(2u), with
/// u = √(2/π)·(x + 0.044715x³). At most 5e-4 off the exact form.
/// </summary>
internal readonly struct GeluFunction : IVectorFunction
{
    // 2·√(2/π), rounded once for all precisions, and the weight of the cube.
    private const float Scale = 1.5957691f, Cubic = 0.044715f;

    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<GeluFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x * SigmoidFunction.Value(T.CreateChecked(Scale) * x * (T.One + (T.CreateChecked(Cubic) * x * x)));

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T>
    {
        T square = T.CreateChecked(Cubic) * x * x;
        T sigmoid = SigmoidFunction.Value(T.CreateChecked(Scale) * x * (T.One + square));
        T slope = T.CreateChecked(Scale) * (T.One + (T.CreateChecked(3) * square));
        return sigmoid + (y * (T.One - sigmoid) * slope);
    }

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(x, Sigmoid<TVector, TSimd>(x, Square<TVector, TSimd>(x)));

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1), square = Square<TVector, TSimd>(x), sigmoid = Sigmoid<TVector, TSimd>(x, square);
        TVector slope = TSimd.Multiply(TSimd.Broadcast(Scale), TSimd.Add(one, TSimd.Multiply(TSimd.Broadcast(3), square)));
        return TSimd.Add(sigmoid, TSimd.Multiply(TSimd.Multiply(y, TSimd.Subtract(one, sigmoid)), slope));
    }

    private static TVector Square<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(TSimd.Broadcast(Cubic), TSimd.Multiply(x, x));

    private static TVector Sigmoid<TVector, TSimd>(TVector x, TVector square)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => VectorSigmoid.Of<TVector, TSimd>(
            TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast(Scale), x), TSimd.Add(TSimd.Broadcast(1), square)));
}

/// <summary>1 / (1 + e⁻ˣ) for a register of numbers, by e^−|x|, which never overflows.</summary>
internal static class VectorSigmoid
{
    public static TVector Of<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1), e = TSimd.Exp(TSimd.Subtract(TSimd.Broadcast(0), TSimd.Abs(x)));
        return TSimd.Divide(TSimd.SelectPositive(x, one, e), TSimd.Add(one, e));
    }
}
