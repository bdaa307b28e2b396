using System.Numerics;
using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>y = f(left, right), number by number, of two tensors of one shape.</summary>
internal sealed unsafe class Binary<TFunction> : Operation
    where TFunction : struct, IBinaryFunction
{
    private readonly Tensor _left;
    private readonly Tensor _right;

    public Binary(Tensor left, Tensor right)
        : base(Checked(left, right), left.Columns, left.IsBatch, planes: left.Planes) => (_left, _right) = (left, right);

    public override bool IsRowwise => _left.IsBatch;

    public override bool SeparatesRows => Output.Planes is not null;

    public override bool FindsByOffset => true;

    public override void Forward(in RowRange rows)
    {
        int length = Output.Length(rows);
        TFunction.Apply(new(_left.Value + _left.Offset(rows), length), new(_right.Value + _right.Offset(rows), length), new(Output.Value + Output.Offset(rows), length));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int start = Output.Offset(rows), end = start + Output.Length(rows);
        for (int i = start; i < end; i++)
        {
            (float byLeft, float byRight) = TFunction.Derivatives(_left.Value[i], _right.Value[i]);
            if (_left.NeedsGradient)
                _left.Derivative[i] += Output.Derivative[i] * byLeft;
            if (_right.NeedsGradient)
                _right.Derivative[i] += Output.Derivative[i] * byRight;
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = TFunction.Value(_left.ReferenceValue[i], _right.ReferenceValue[i]);
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            (double byLeft, double byRight) = TFunction.Derivatives(_left.ReferenceValue[i], _right.ReferenceValue[i]);
            _left.ReferenceGradient[i] += Output.ReferenceGradient[i] * byLeft;
            _right.ReferenceGradient[i] += Output.ReferenceGradient[i] * byRight;
        }
    }

    private static Tensor[] Checked(Tensor left, Tensor right)
    {
        if (left.Columns != right.Columns || left.IsBatch != right.IsBatch)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The operands have {left.Columns} and {right.Columns} columns, or one is a batch and the other is not: they need one shape, or one of them a single column."));
        }

        return [left, right];
    }
}

/// <summary>A function of two numbers, with its derivatives.</summary>
internal interface IBinaryFunction
{
    /// <summary>y = f(left, right) for many numbers, fast.</summary>
    static abstract void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y);

    /// <summary>f(left, right), plainly.</summary>
    static abstract T Value<T>(T left, T right)
        where T : INumber<T>;

    /// <summary>The derivatives by either operand.</summary>
    static abstract (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T>;
}

/// <summary>left + right.</summary>
internal readonly struct AddFunction : IBinaryFunction
{
    public static void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        TensorPrimitives.Add(left, right, y);

    public static T Value<T>(T left, T right)
        where T : INumber<T> => left + right;

    public static (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T> => (T.One, T.One);
}

/// <summary>left − right.</summary>
internal readonly struct SubtractFunction : IBinaryFunction
{
    public static void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        TensorPrimitives.Subtract(left, right, y);

    public static T Value<T>(T left, T right)
        where T : INumber<T> => left - right;

    public static (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T> => (T.One, -T.One);
}

/// <summary>left / right.</summary>
internal readonly struct DivideFunction : IBinaryFunction
{
    public static void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        TensorPrimitives.Divide(left, right, y);

    public static T Value<T>(T left, T right)
        where T : INumber<T> => left / right;

    public static (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T> => (T.One / right, -(left / right) / right);
}

/// <summary>left · right.</summary>
internal readonly struct MultiplyFunction : IBinaryFunction
{
    public static void Apply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> y) =>
        TensorPrimitives.Multiply(left, right, y);

    public static T Value<T>(T left, T right)
        where T : INumber<T> => left * right;

    public static (T Left, T Right) Derivatives<T>(T left, T right)
        where T : INumber<T> => (right, left);
}
