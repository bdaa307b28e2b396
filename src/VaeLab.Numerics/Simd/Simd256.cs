using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeLab.Numerics.Simd;

/// <summary>AVX2: 16 registers of 8 numbers.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count => Vector256<float>.Count;

    public static int TileRows => 4;

    [MethodImpl(Inline)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector256<float> value, float* target) => value.Store(target);

    [MethodImpl(Inline)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(Inline)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(Inline)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(Inline)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(Inline)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend) =>
        Vector256.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(Inline)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.Max(left, right);

    [MethodImpl(Inline)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Exp(Vector256<float> value) => Vector256.Exp(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Log(Vector256<float> value) => Vector256.Log(value);

    [MethodImpl(Inline)]
    public static Vector256<float> SelectPositive(Vector256<float> selector, Vector256<float> positive, Vector256<float> otherwise) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(selector, Vector256<float>.Zero), positive, otherwise);

    [MethodImpl(Inline)]
    public static float Sum(Vector256<float> value) => Vector256.Sum(value);

    [MethodImpl(Inline)]
    public static Vector128<float> SumEach(Vector256<float> first, Vector256<float> second, Vector256<float> third, Vector256<float> fourth) =>
        Simd128.SumEach(Halves(first), Halves(second), Halves(third), Halves(fourth));

    [MethodImpl(Inline)]
    private static Vector128<float> Halves(Vector256<float> value) => value.GetLower() + value.GetUpper();
}
