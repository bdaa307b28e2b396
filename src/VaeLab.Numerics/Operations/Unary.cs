using System.Numerics;
using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Operations;

/// <summary>y = f(x), number by number.</summary>
internal sealed unsafe class Unary<TFunction>(Tensor x) : Operation([x], x.Columns, x.IsBatch, planes: x.Planes)
    where TFunction : struct, IUnaryFunction
{
    private readonly Tensor _x = x;

    public override bool IsRowwise => _x.IsBatch;

    public override bool SeparatesRows => Output.Planes is not null;

    public override bool FindsByOffset => true;

    public override void Forward(in RowRange rows) =>
        TFunction.Apply(Tape.Kernels, new(_x.Value + _x.Offset(rows), Output.Length(rows)), new(Output.Value + Output.Offset(rows), Output.Length(rows)));

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = Output.Offset(rows);
        Tape.Kernels.AddGradient<TFunction>(
            _x.Value + start, Output.Value + start, Output.Derivative + start, _x.Derivative + start, Output.Length(rows));
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = TFunction.Value(_x.ReferenceValue[i]);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            _x.ReferenceGradient[i] += Output.ReferenceGradient[i] * TFunction.Derivative(_x.ReferenceValue[i], Output.ReferenceValue[i]);
    }
}

/// <summary>A function of one number, with its derivative.</summary>
internal interface IUnaryFunction
{
    /// <summary>y = f(x) for many numbers, fast: with a function of the library, or with <paramref name="kernels"/>.</summary>
    static abstract void Apply(KernelSet kernels, ReadOnlySpan<float> x, Span<float> y);

    /// <summary>f(x), plainly.</summary>
    static abstract T Value<T>(T x)
        where T : IFloatingPointIeee754<T>;

    /// <summary>f′(x), given also y = f(x), plainly.</summary>
    static abstract T Derivative<T>(T x, T y)
        where T : IFloatingPointIeee754<T>;

    /// <summary>f′(x), given also y = f(x), for a register of numbers.</summary>
    static abstract TVector Slope<TVector, TSimd>(TVector x, TVector y)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}

/// <summary>A function that no library computes for many numbers at once: it says how for a register of them.</summary>
internal interface IVectorFunction : IUnaryFunction
{
    /// <summary>f(x) for a register of numbers.</summary>
    static abstract TVector Value<TVector, TSimd>(TVector x)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>;
}
