using System.Buffers.Binary;

namespace VaeLab.Data;

/// <summary>
/// What an IDX file announces, in big-endian 32-bit words: a magic number (0x0000, a byte for the type of its numbers, and one for the
/// rank), then each dimension. Labels have rank 1 (count); images have rank 3 (count, height, width).
/// </summary>
internal readonly record struct IdxHeader(int Rank, int Count, int Height, int Width, NumberType Type = NumberType.UInt8)
{
    private const int TypeShift = 8;
    private const int MagicLength = 4;
    private const int MaxLength = MagicLength + (3 * sizeof(uint));

    public static IdxHeader Labels(int count) => new(1, count, 1, 1);

    public static IdxHeader Images(int count, int height, int width) => new(3, count, height, width);

    /// <summary>Bytes of the header itself: 8 for labels, 16 for images.</summary>
    public int Length => MagicLength + (Rank * sizeof(uint));

    /// <summary>How its numbers are stored.</summary>
    public NumberFormat Format => new(Type, IsBigEndian: Type != NumberType.UInt8);

    /// <summary>Bytes after the header: count · height · width numbers.</summary>
    public int PayloadLength => Count * Height * Width * Format.Size;

    /// <summary>The header as it is stored.</summary>
    public byte[] ToBytes()
    {
        ReadOnlySpan<uint> words = [(CodeOf(Type) << TypeShift) | (uint)Rank, (uint)Count, (uint)Height, (uint)Width];
        var bytes = new byte[Length];
        for (int i = 0; i <= Rank; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * sizeof(uint)), words[i]);
        return bytes;
    }

    /// <summary>Reads the header and nothing more; allocates nothing.</summary>
    /// <exception cref="InputException">The header is short, of another kind, empty or too large.</exception>
    public static IdxHeader Read(Stream content, string file)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        int got = content.ReadAtLeast(bytes[..MagicLength], MagicLength, throwOnEndOfStream: false);
        if (got < MagicLength) throw TooShort(file, got, MagicLength);

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int rank = (int)(magic & byte.MaxValue);
        if (TypeOf(magic >> TypeShift) is not { } type || rank is not (1 or 3))
            throw Fault.Of($"'{file}' starts with 0x{magic:x8}, but an IDX file starts with 0x0000, its type (08 uint8, 09 int8, 0b int16, 0c int32, 0d float32, 0e float64), and 01 (labels) or 03 (images): give one of these, plain or packed by gzip.");

        int rest = rank * sizeof(uint);
        got = content.ReadAtLeast(bytes.Slice(MagicLength, rest), rest, throwOnEndOfStream: false);
        if (got < rest) throw TooShort(file, MagicLength + got, MagicLength + rest);

        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        uint height = rank == 1 ? 1 : BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        uint width = rank == 1 ? 1 : BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        UInt128 payload = (UInt128)count * height * width * (uint)new NumberFormat(type).Size;
        if (payload == 0)
            throw Fault.Of($"'{file}' announces {Shape(rank, count, height, width)}, which is no data at all: get the file again.");
        if (payload > (UInt128)IdxFile.MaxPayloadBytes)
            throw Fault.Of($"'{file}' announces {Shape(rank, count, height, width)}, which is more than the limit of {IdxFile.MaxPayloadBytes:N0} bytes (2 GiB): get the file again, or split it.");
        return new IdxHeader(rank, (int)count, (int)height, (int)width, type);
    }

    private static NumberType? TypeOf(uint code) => code switch
    {
        0x08 => NumberType.UInt8,
        0x09 => NumberType.Int8,
        0x0B => NumberType.Int16,
        0x0C => NumberType.Int32,
        0x0D => NumberType.Float32,
        0x0E => NumberType.Float64,
        _ => null,
    };

    private static uint CodeOf(NumberType type) => Enumerable.Range(0, byte.MaxValue).Select(code => (uint)code).First(code => TypeOf(code) == type);

    private static string Shape(int rank, uint count, uint height, uint width) => rank == 1
        ? FormattableString.Invariant($"{count:N0} labels")
        : FormattableString.Invariant($"{count:N0} images of {height:N0} × {width:N0} pixels (height × width)");

    private static InputException TooShort(string file, int got, int needed) =>
        Fault.Of($"'{file}' holds {got} bytes, too few for an IDX header of {needed}: get the file again.");
}
