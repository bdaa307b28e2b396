using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeLab.Numerics.Simd;

/// <summary>AVX-512: 32 registers of 16 numbers.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count => Vector512<float>.Count;

    public static int TileRows => 8;

    [MethodImpl(Inline)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector512<float> value, float* target) => value.Store(target);

    [MethodImpl(Inline)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(Inline)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(Inline)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(Inline)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(Inline)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend) =>
        Vector512.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(Inline)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.Max(left, right);

    [MethodImpl(Inline)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Exp(Vector512<float> value) => Vector512.Exp(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Log(Vector512<float> value) => Vector512.Log(value);

    [MethodImpl(Inline)]
    public static Vector512<float> SelectPositive(Vector512<float> selector, Vector512<float> positive, Vector512<float> otherwise) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(selector, Vector512<float>.Zero), positive, otherwise);

    [MethodImpl(Inline)]
    public static float Sum(Vector512<float> value) => Vector512.Sum(value);

    [MethodImpl(Inline)]
    public static Vector128<float> SumEach(Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth) =>
        Simd256.SumEach(Halves(first), Halves(second), Halves(third), Halves(fourth));

    [MethodImpl(Inline)]
    private static Vector256<float> Halves(Vector512<float> value) => value.GetLower() + value.GetUpper();
}
