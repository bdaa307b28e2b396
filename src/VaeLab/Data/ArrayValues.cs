using System.Numerics.Tensors;

namespace VaeLab.Data;

/// <summary>The numbers of an array: bytes or floats in memory, or in their file, from which they are read as needed.</summary>
internal sealed class ArrayValues
{
    /// <summary>From so many bytes on, numbers are read from their file as needed, where they lie in it as they are.</summary>
    public const long InPlaceFrom = 1L << 28;

    private readonly StoredArray? _inPlace;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly float[]? _floats;

    /// <summary>Takes the numbers of an array, and looks at all of them; of bytes that stay in their file, only where the scale depends on them.</summary>
    /// <param name="array">The array.</param>
    /// <param name="inPlaceFrom">From how many bytes on numbers stay in their file.</param>
    /// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
    /// <exception cref="InputException">They cannot be read, or do not fit in memory.</exception>
    public ArrayValues(StoredArray array, long inPlaceFrom, SampleTerms? terms)
    {
        Format = array.Format;
        if (array.Place is not null && array.Header.PayloadLength >= inPlaceFrom && !array.Header.IsFortran)
        {
            _inPlace = array;
            if (Format.IsBytes && ArrayScale.IsUsualForBytes(terms))
                (Least, Greatest) = (byte.MinValue, byte.MaxValue);
            else
                array.Visit<float>((values, _) => Look(values));
        }
        else if (Format.IsBytes)
        {
            _bytes = array.Read<byte>();
            Look(_bytes.Span);
        }
        else
        {
            Look(_floats = array.Read<float>());
        }
    }

    /// <summary>Takes numbers that are in memory as they were stored, and looks at all of them.</summary>
    /// <param name="format">How they are stored.</param>
    /// <param name="payload">The numbers.</param>
    public ArrayValues(NumberFormat format, ReadOnlyMemory<byte> payload)
    {
        Format = format;
        if (format.IsBytes)
        {
            _bytes = payload;
            Look(payload.Span);
        }
        else
        {
            format.Convert<float>(payload.Span, _floats = new float[payload.Length / format.Size]);
            Look(_floats);
        }
    }

    /// <summary>How the numbers are stored.</summary>
    public NumberFormat Format { get; }

    /// <summary>Whether the numbers are read from their file as needed.</summary>
    public bool IsInPlace => _inPlace is not null;

    /// <summary>The least number; infinite if there is none.</summary>
    public float Least { get; private set; } = float.PositiveInfinity;

    /// <summary>The greatest number; infinite if there is none.</summary>
    public float Greatest { get; private set; } = float.NegativeInfinity;

    /// <summary>Whether all numbers are whole.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>The numbers as samples.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="channelsLast">Whether the array has the channels of a pixel one after the other.</param>
    /// <param name="divisor">What to divide by.</param>
    /// <param name="labels">The class of each sample; empty for none.</param>
    /// <returns>The samples; the numbers must not be used again.</returns>
    public SampleSet ToSamples(SampleShape shape, bool channelsLast, float divisor, int[] labels)
    {
        if (_inPlace is not null)
            return FileSet.OfArray(_inPlace, shape, channelsLast, divisor, labels);
        channelsLast &= shape.Channels > 1;
        if (Format.IsBytes && divisor == ImageSet.White)
            return new ImageSet(channelsLast ? ChannelsFirst(_bytes.Span, shape) : _bytes, shape, labels);
        float[] floats = _floats ?? new float[_bytes.Length];
        if (_floats is null)
            TensorPrimitives.ConvertChecked(_bytes.Span, floats);
        if (divisor != 1)
            TensorPrimitives.Divide(floats, divisor, floats);
        return new FloatSet(channelsLast ? ChannelsFirst<float>(floats, shape) : floats, shape, labels);
    }

    private static T[] ChannelsFirst<T>(ReadOnlySpan<T> values, SampleShape shape)
    {
        var moved = new T[values.Length];
        int pixels = shape.Height * shape.Width;
        for (int i = 0; i < values.Length; i++)
        {
            int sample = i / shape.Length, within = i % shape.Length;
            moved[(sample * shape.Length) + (within % shape.Channels * pixels) + (within / shape.Channels)] = values[i];
        }

        return moved;
    }

    private void Look(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            (Least, Greatest) = (TensorPrimitives.Min(bytes), TensorPrimitives.Max(bytes));
    }

    private void Look(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
            return;
        Least = Math.Min(Least, TensorPrimitives.Min(values));
        Greatest = Math.Max(Greatest, TensorPrimitives.Max(values));
        for (int i = 0; i < values.Length && AreWhole; i++)
            AreWhole = values[i] == MathF.Floor(values[i]);
    }
}
