using System.Runtime.Intrinsics;

namespace VaeLab.Numerics.Simd;

/// <summary>
/// The arithmetic that kernels are written in. A kernel is written once, generic over the vector, and the compiler makes
/// one version for each width: <see cref="Simd512"/>, <see cref="Simd256"/>, <see cref="Simd128"/> and, where the machine
/// has no vectors at all, <see cref="Simd1"/>.
/// </summary>
/// <typeparam name="TVector">A register: <c>Vector512&lt;float&gt;</c> down to <c>float</c>.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    /// <summary>Numbers in a register.</summary>
    static abstract int Count { get; }

    /// <summary>Rows of a product's tile that fit in the registers beside its two columns of vectors: 8 or 4.</summary>
    static abstract int TileRows { get; }

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* target);

    static abstract TVector Broadcast(float value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary>left · right + addend, in one rounding where the machine can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract TVector Max(TVector left, TVector right);

    static abstract TVector Abs(TVector value);

    static abstract TVector Sqrt(TVector value);

    static abstract TVector Exp(TVector value);

    static abstract TVector Log(TVector value);

    /// <summary>For each number: <paramref name="positive"/> where <paramref name="selector"/> &gt; 0, else <paramref name="otherwise"/>.</summary>
    static abstract TVector SelectPositive(TVector selector, TVector positive, TVector otherwise);

    /// <summary>The sum of a register's numbers.</summary>
    static abstract float Sum(TVector value);

    /// <summary>The sum of each of four registers' numbers.</summary>
    static abstract Vector128<float> SumEach(TVector first, TVector second, TVector third, TVector fourth);
}
