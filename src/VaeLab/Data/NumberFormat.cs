using System.Numerics;
using System.Runtime.InteropServices;

namespace VaeLab.Data;

/// <summary>A type of numbers in a file, by NumPy's names.</summary>
internal enum NumberType
{
    Bool,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,
}

/// <summary>How numbers are stored in a file.</summary>
/// <param name="Type">Their type.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first.</param>
internal readonly record struct NumberFormat(NumberType Type, bool IsBigEndian = false)
{
    /// <summary>Unsigned bytes, which images mostly are.</summary>
    public static NumberFormat Bytes { get; } = new(NumberType.UInt8);

    /// <summary>32-bit floats as most machines have them.</summary>
    public static NumberFormat Floats { get; } = new(NumberType.Float32);

    /// <summary>Whether a number is one unsigned byte.</summary>
    public bool IsBytes => Type == NumberType.UInt8;

    /// <summary>Bytes of one number.</summary>
    public int Size => Type switch
    {
        NumberType.Bool or NumberType.UInt8 or NumberType.Int8 => 1,
        NumberType.UInt16 or NumberType.Int16 or NumberType.Float16 => 2,
        NumberType.UInt32 or NumberType.Int32 or NumberType.Float32 => 4,
        _ => 8,
    };

    /// <summary>For example <c>uint8</c>.</summary>
    public override string ToString() => Type.ToString().ToLowerInvariant();

    /// <summary>Makes the numbers of some bytes; what a float cannot hold exactly is rounded.</summary>
    /// <param name="bytes">Whole numbers of <see cref="Size"/> bytes.</param>
    /// <param name="target">Receives as many numbers.</param>
    public void Convert<T>(ReadOnlySpan<byte> bytes, Span<T> target)
        where T : INumberBase<T>
    {
        switch (Type)
        {
            case NumberType.Bool: FromBools(bytes, target); break;
            case NumberType.UInt8: From<byte, T>(bytes, target); break;
            case NumberType.Int8: From<sbyte, T>(bytes, target); break;
            case NumberType.UInt16: From<ushort, T>(bytes, target); break;
            case NumberType.Int16: From<short, T>(bytes, target); break;
            case NumberType.UInt32: From<uint, T>(bytes, target); break;
            case NumberType.Int32: From<int, T>(bytes, target); break;
            case NumberType.UInt64: From<ulong, T>(bytes, target); break;
            case NumberType.Int64: From<long, T>(bytes, target); break;
            case NumberType.Float16: From<Half, T>(bytes, target); break;
            case NumberType.Float32: From<float, T>(bytes, target); break;
            default: From<double, T>(bytes, target); break;
        }
    }

    private static void FromBools<T>(ReadOnlySpan<byte> bytes, Span<T> target)
        where T : INumberBase<T>
    {
        for (int i = 0; i < bytes.Length; i++)
            target[i] = bytes[i] == 0 ? T.Zero : T.One;
    }

    private void From<TFrom, T>(ReadOnlySpan<byte> bytes, Span<T> target)
        where TFrom : unmanaged, INumberBase<TFrom>
        where T : INumberBase<T>
    {
        ReadOnlySpan<TFrom> numbers = MemoryMarshal.Cast<byte, TFrom>(bytes);
        bool isReversed = Size > 1 && IsBigEndian == BitConverter.IsLittleEndian;
        for (int i = 0; i < numbers.Length; i++)
            target[i] = T.CreateSaturating(isReversed ? Reversed(numbers[i]) : numbers[i]);
    }

    private static TFrom Reversed<TFrom>(TFrom number)
        where TFrom : unmanaged
    {
        MemoryMarshal.AsBytes(new Span<TFrom>(ref number)).Reverse();
        return number;
    }
}
