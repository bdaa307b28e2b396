using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Simd;

/// <summary>SSE on x64, AdvSimd (NEON) on Arm64: registers of 4 numbers.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count => Vector128<float>.Count;

    public static int TileRows => 4;

    [MethodImpl(Inline)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(Inline)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(Inline)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(Inline)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(Inline)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(Inline)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(Inline)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend) =>
        Vector128.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(Inline)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.Max(left, right);

    [MethodImpl(Inline)]
    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    [MethodImpl(Inline)]
    public static Vector128<float> Sqrt(Vector128<float> value) => Vector128.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector128<float> Exp(Vector128<float> value) => Vector128.Exp(value);

    [MethodImpl(Inline)]
    public static Vector128<float> Log(Vector128<float> value) => Vector128.Log(value);

    [MethodImpl(Inline)]
    public static Vector128<float> SelectPositive(Vector128<float> selector, Vector128<float> positive, Vector128<float> otherwise) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(selector, Vector128<float>.Zero), positive, otherwise);

    [MethodImpl(Inline)]
    public static float Sum(Vector128<float> value) => Vector128.Sum(value);

    [MethodImpl(Inline)]
    public static Vector128<float> SumEach(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        (first, second, third, fourth) = Transpose.FourByFour(first, second, third, fourth);
        return (first + second) + (third + fourth);
    }
}
