using System.Numerics;
using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

#pragma warning disable MA0048 // A table of one-line functions reads best in one place.

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
