using System.Numerics;
using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Operations;

/// <summary>x·Φ(x) with Φ the standard normal distribution, in the exact form (Hendrycks &amp; Gimpel 2016): ½x(1 + erf(x/√2)).</summary>
internal readonly struct GeluErfFunction : IVectorFunction
{
    // 1/√(2π), √½.
    private const double Density = 0.3989422804014327, RootHalf = 0.7071067811865476;

    /// <summary>ln(erfc(z)·eᶻ²/t) as a polynomial of t = 1/(1 + z/2), highest power first; relative error below 1.2e-7 (Press et al., Numerical Recipes, 6.2).</summary>
    private static ReadOnlySpan<float> TailCoefficients =>
        [0.17087277f, -0.82215223f, 1.48851587f, -1.13520398f, 0.27886807f, -0.18628806f, 0.09678418f, 0.37409196f, 1.00002368f, -1.26551223f];

    public static void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y) => kernels.Map<GeluErfFunction>(x, y);

    public static T Value<T>(T x)
        where T : IFloatingPointIeee754<T> => x * Distribution(x);

    public static T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T> => Distribution(x) + (x * T.CreateChecked(Density) * T.Exp(-x * x / T.CreateChecked(2)));

    public static TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Multiply(x, Distribution<TVector, TSimd>(x, Bell<TVector, TSimd>(x)));

    public static TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector bell = Bell<TVector, TSimd>(x);
        return TSimd.Add(Distribution<TVector, TSimd>(x, bell), TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast((float)Density), x), bell));
    }

    /// <summary>Φ(x), plainly: below the middle by the tail, of which nothing cancels.</summary>
    private static T Distribution<T>(T x)
        where T : IFloatingPointIeee754<T>
    {
        T tail = Tail(T.Abs(x) * T.CreateChecked(RootHalf)) / T.CreateChecked(2);
        return x > T.Zero ? T.One - tail : tail;
    }

    /// <summary>erfc(z) of z ≥ 0: near 0 by the series of erf, and beyond by a continued fraction (Abramowitz &amp; Stegun 1964, 7.1.6 and 7.1.14).</summary>
    private static T Tail<T>(T z)
        where T : IFloatingPointIeee754<T>
    {
        const int seriesTerms = 60, fractionTerms = 100;
        T two = T.CreateChecked(2), bell = T.Exp(-z * z);
        if (z < two)
        {
            T term = z, sum = z;
            for (int n = 1; n < seriesTerms; n++)
                sum += term *= two * z * z / T.CreateChecked((2 * n) + 1);
            return T.One - (two / T.Sqrt(T.Pi) * bell * sum);
        }

        T fraction = z;
        for (int n = fractionTerms; n > 0; n--)
            fraction = z + (T.CreateChecked(n) / two / fraction);
        return bell / (T.Sqrt(T.Pi) * fraction);
    }

    /// <summary>e^(−x²/2).</summary>
    private static TVector Bell<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector> => TSimd.Exp(TSimd.Multiply(TSimd.Broadcast(-0.5f), TSimd.Multiply(x, x)));

    /// <summary>Φ(x), of x and e^(−x²/2).</summary>
    private static TVector Distribution<TVector, TSimd>(TVector x, TVector bell)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector one = TSimd.Broadcast(1);
        TVector t = TSimd.Divide(one, TSimd.Add(one, TSimd.Multiply(TSimd.Broadcast(0.5f * (float)RootHalf), TSimd.Abs(x))));
        TVector polynomial = TSimd.Broadcast(TailCoefficients[0]);
        for (int i = 1; i < TailCoefficients.Length; i++)
            polynomial = TSimd.Add(TSimd.Multiply(polynomial, t), TSimd.Broadcast(TailCoefficients[i]));
        TVector tail = TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast(0.5f), t), TSimd.Multiply(TSimd.Exp(polynomial), bell));
        return TSimd.SelectPositive(x, TSimd.Subtract(one, tail), tail);
    }
}
