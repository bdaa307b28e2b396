using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace VaeLab.Data;

/// <summary>An array of numbers in a file: what its header says of it, and where its numbers are.</summary>
/// <param name="Name">What the array is called: its key in an archive, or the file's name.</param>
/// <param name="Display">How faults name it.</param>
/// <param name="Header">What it announces; the file has so many bytes, packed or not.</param>
/// <param name="Use">Opens it from the start of its header, and closes it after use.</param>
internal sealed record StoredArray(string Name, string Display, NpyHeader Header, Action<Action<Stream>> Use)
{
    private const int BytesAtOnce = 4096;

    /// <summary>Where its numbers lie in a file as they are; null where they are packed.</summary>
    public (string Path, long Offset)? Place { get; init; }

    /// <summary>The checksum of header and numbers; null where the file has none.</summary>
    public uint? Checksum { get; init; }

    /// <summary>Bytes that it takes in the file.</summary>
    public long StoredBytes { get; init; }

    /// <summary>For example <c>x (1,797 × 8 × 8, float64)</c>.</summary>
    public override string ToString() => $"{Name} ({Sides}, {Header.Format?.ToString() ?? $"type {Header.Type}"})";

    /// <summary>For example <c>1,797 × 8 × 8</c>.</summary>
    public string Sides => Header.Shape.Count == 0 ? "a single number" : string.Join(" × ", Header.Shape.Select(side => FormattableString.Invariant($"{side:N0}")));

    /// <summary>The format of its numbers.</summary>
    /// <exception cref="InputException">They are none, or none that can be read.</exception>
    public NumberFormat Format => Header.Format ?? throw Fault.Of(
        $"'{Display}' holds values of the type '{Header.Type}', and real numbers are needed (integers, floats or bools of at most 64 bits): convert it, for example with a.astype('float32').");

    /// <summary>Reads all numbers into memory, in C order.</summary>
    /// <exception cref="InputException">They cannot be read, are damaged, or do not fit in memory.</exception>
    public T[] Read<T>()
        where T : unmanaged, INumberBase<T>
    {
        RequireMemory(Unsafe.SizeOf<T>());
        var numbers = GC.AllocateUninitializedArray<T>((int)Header.Count);
        if (Header.IsFortran && Header.Shape.Count > 1)
        {
            long[] steps = Steps();
            Visit<T>((some, start) =>
            {
                for (int i = 0; i < some.Length; i++)
                    numbers[InCOrder(start + i, steps)] = some[i];
            });
        }
        else
        {
            Visit<T>((some, start) => some.CopyTo(numbers.AsSpan((int)start)));
        }

        return numbers;
    }

    /// <summary>Reads all texts; null for an array of something else.</summary>
    /// <exception cref="InputException">They cannot be read, are damaged, or do not fit in memory.</exception>
    public string[]? ReadTexts()
    {
        int length = Header.TextLength * sizeof(int);
        if (length == 0 || Header.Shape.Count != 1)
            return null;
        RequireMemory(length);
        var bytes = new byte[Header.PayloadLength];
        Scan(new byte[BytesAtOnce], (piece, start) => piece.CopyTo(bytes.AsSpan((int)start)));
        return [.. Enumerable.Range(0, (int)Header.Count).Select(i => Encoding.UTF32.GetString(bytes, i * length, length).TrimEnd('\0'))];
    }

    /// <summary>Goes through all numbers in the order of the file, a little at a time.</summary>
    /// <param name="look">Takes some neighbouring numbers, and the place of the first of these.</param>
    /// <exception cref="InputException">They cannot be read, or are damaged.</exception>
    public void Visit<T>(Action<ReadOnlySpan<T>, long> look)
        where T : unmanaged, INumberBase<T>
    {
        NumberFormat format = Format;
        byte[] bytes = new byte[BytesAtOnce];
        var numbers = new T[BytesAtOnce / format.Size];
        Scan(bytes, (piece, start) =>
        {
            Span<T> some = numbers.AsSpan(0, piece.Length / format.Size);
            format.Convert(piece, some);
            look(some, start / format.Size);
        });
    }

    private void Scan(byte[] buffer, Action<ReadOnlySpan<byte>, long> look)
    {
        try
        {
            Use(content => Scan(content, buffer, look));
        }
        catch (InvalidDataException cause)
        {
            throw Fault.Of($"'{Display}' is damaged and cannot be unpacked: get the file again.", cause);
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(Display, cause);
        }
    }

    private void Scan(Stream content, byte[] buffer, Action<ReadOnlySpan<byte>, long> look)
    {
        content.ReadExactly(new byte[Header.Bytes.Length]);
        uint checksum = Checksum is null ? 0 : Crc32.Of(Header.Bytes);
        long length = Header.PayloadLength;
        for (long done = 0; done < length;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done));
            int got = content.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false);
            if (got < piece.Length)
                throw Fault.Of($"'{Display}' is truncated: it holds {Header.Bytes.Length + done + got:N0} of the {Header.Bytes.Length + length:N0} bytes that its header announces; get the file again.");
            if (Checksum is not null)
                checksum = Crc32.Of(piece, checksum);
            look(piece, done);
            done += got;
        }

        if (checksum != (Checksum ?? 0))
            throw Fault.Of($"'{Display}' is damaged: its checksum is wrong; get the file again.");
    }

    /// <summary>Takes memory only for what is there: what announces far more than files of its size hold is unpacked once without any.</summary>
    private void RequireMemory(int size)
    {
        long count = Header.Count, available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (count * (double)size > Math.Min(Array.MaxLength * (double)size, available))
            throw Fault.Of($"'{Display}' holds {count:N0} numbers, which take {count * (double)size / 1e9:F1} GB of memory, and there are {available / 1e9:F1} GB here: save it in C order with np.save, or np.savez without compression, so that it can be read from the file as needed; or give fewer samples.");
        if (PayloadReader.IsDoubtful(count * size, StoredBytes))
            Scan(new byte[BytesAtOnce], (_, _) => { });
    }

    /// <summary>How far apart, in C order, numbers are that are neighbours along each axis.</summary>
    private long[] Steps()
    {
        var steps = new long[Header.Shape.Count];
        long step = 1;
        for (int axis = steps.Length - 1; axis >= 0; axis--)
            (steps[axis], step) = (step, step * Header.Shape[axis]);
        return steps;
    }

    private long InCOrder(long place, long[] steps)
    {
        long inC = 0;
        for (int axis = 0; axis < steps.Length; axis++)
        {
            inC += place % Header.Shape[axis] * steps[axis];
            place /= Header.Shape[axis];
        }

        return inC;
    }
}
