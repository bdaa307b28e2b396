using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeLab.Numerics.Simd;

/// <summary>No vectors at all: one number at a time.</summary>
internal readonly unsafe struct Simd1 : ISimd<float>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count => 1;

    public static int TileRows => 4;

    [MethodImpl(Inline)]
    public static float Load(float* source) => *source;

    [MethodImpl(Inline)]
    public static void Store(float value, float* target) => *target = value;

    [MethodImpl(Inline)]
    public static float Broadcast(float value) => value;

    [MethodImpl(Inline)]
    public static float Add(float left, float right) => left + right;

    [MethodImpl(Inline)]
    public static float Subtract(float left, float right) => left - right;

    [MethodImpl(Inline)]
    public static float Multiply(float left, float right) => left * right;

    [MethodImpl(Inline)]
    public static float Divide(float left, float right) => left / right;

    [MethodImpl(Inline)]
    public static float MultiplyAdd(float left, float right, float addend) => float.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(Inline)]
    public static float Max(float left, float right) => MathF.Max(left, right);

    [MethodImpl(Inline)]
    public static float Abs(float value) => MathF.Abs(value);

    [MethodImpl(Inline)]
    public static float Sqrt(float value) => MathF.Sqrt(value);

    [MethodImpl(Inline)]
    public static float Exp(float value) => MathF.Exp(value);

    [MethodImpl(Inline)]
    public static float Log(float value) => MathF.Log(value);

    [MethodImpl(Inline)]
    public static float SelectPositive(float selector, float positive, float otherwise) => selector > 0 ? positive : otherwise;

    [MethodImpl(Inline)]
    public static float Sum(float value) => value;

    public static Vector128<float> SumEach(float first, float second, float third, float fourth) => Vector128.Create(first, second, third, fourth);
}
