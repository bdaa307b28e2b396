using System.Buffers.Binary;

namespace VaeLab.Data;

/// <summary>
/// What an IDX file announces, in big-endian 32-bit words: a magic number (0x0000 08 rank: unsigned bytes), then each
/// dimension. Labels have rank 1 (count); images have rank 3 (count, height, width).
/// </summary>
internal readonly record struct IdxHeader(int Rank, int Count, int Height, int Width)
{
    private const uint LabelsMagic = 0x0000_0801;
    private const uint ImagesMagic = 0x0000_0803;
    private const int MagicLength = 4;
    private const int MaxLength = MagicLength + (3 * sizeof(uint));

    public static IdxHeader Labels(int count) => new(1, count, 1, 1);

    public static IdxHeader Images(int count, int height, int width) => new(3, count, height, width);

    /// <summary>Bytes of the header itself: 8 for labels, 16 for images.</summary>
    public int Length => MagicLength + (Rank * sizeof(uint));

    /// <summary>Bytes after the header: count · height · width.</summary>
    public int PayloadLength => Count * Height * Width;

    /// <summary>The header as it is stored.</summary>
    public byte[] ToBytes()
    {
        ReadOnlySpan<uint> words = [Rank == 1 ? LabelsMagic : ImagesMagic, (uint)Count, (uint)Height, (uint)Width];
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
        if (magic is not (LabelsMagic or ImagesMagic))
            throw Fault.Of($"'{file}' starts with 0x{magic:x8}, but an IDX file of bytes starts with 0x{LabelsMagic:x8} (labels) or 0x{ImagesMagic:x8} (images): give one of these, plain or packed by gzip.");

        int rank = magic == LabelsMagic ? 1 : 3;
        int rest = rank * sizeof(uint);
        got = content.ReadAtLeast(bytes.Slice(MagicLength, rest), rest, throwOnEndOfStream: false);
        if (got < rest) throw TooShort(file, MagicLength + got, MagicLength + rest);

        uint count = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        uint height = rank == 1 ? 1 : BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        uint width = rank == 1 ? 1 : BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        UInt128 payload = (UInt128)count * height * width;
        if (payload == 0)
            throw Fault.Of($"'{file}' announces {Shape(rank, count, height, width)}, which is no data at all: get the file again.");
        if (payload > (UInt128)IdxFile.MaxPayloadBytes)
            throw Fault.Of($"'{file}' announces {Shape(rank, count, height, width)}, which is more than the limit of {IdxFile.MaxPayloadBytes:N0} bytes (2 GiB): get the file again, or split it.");
        return new IdxHeader(rank, (int)count, (int)height, (int)width);
    }

    private static string Shape(int rank, uint count, uint height, uint width) => rank == 1
        ? FormattableString.Invariant($"{count:N0} labels")
        : FormattableString.Invariant($"{count:N0} images of {height:N0} × {width:N0} pixels (height × width)");

    private static InputException TooShort(string file, int got, int needed) =>
        Fault.Of($"'{file}' holds {got} bytes, too few for an IDX header of {needed}: get the file again.");
}
