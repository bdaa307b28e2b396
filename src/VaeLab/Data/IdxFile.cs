using System.Buffers.Binary;
using System.IO.Compression;

namespace VaeLab.Data;

/// <summary>
/// A file of the IDX format, in which MNIST and its relatives come: unsigned bytes, or numbers of another type, of rank 1 (labels) or
/// rank 3 (images of any height and width), plain or packed by gzip. The first bytes decide which, not the name.
/// Many threads may use it at once.
/// </summary>
public sealed class IdxFile
{
    private readonly IdxHeader _header;

    private IdxFile(string path, IdxHeader header, byte[] payload) => (Path, _header, Payload) = (path, header, payload);

    /// <summary>The most bytes that may follow the header: the longest array, 57 bytes below 2 GiB.</summary>
    public static long MaxPayloadBytes => Array.MaxLength;

    /// <summary>Where the file was read from.</summary>
    public string Path { get; }

    /// <summary>1 for labels, 3 for images.</summary>
    public int Rank => _header.Rank;

    /// <summary>How many labels or images, at least 1.</summary>
    public int Count => _header.Count;

    /// <summary>Pixels down one image; 1 for labels.</summary>
    public int Height => _header.Height;

    /// <summary>Pixels across one image; 1 for labels.</summary>
    public int Width => _header.Width;

    /// <summary>
    /// Count × height × width numbers, row by row: pixels from 0 (paper) to 255 (ink), or labels. Each is a byte; in a file of another type,
    /// as many bytes as that has, the most significant first.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>How the numbers are stored.</summary>
    internal NumberFormat Format => _header.Format;

    /// <summary>The numbers as labels.</summary>
    /// <exception cref="InputException">One is no whole number from 0 on.</exception>
    internal int[] Labels()
    {
        var numbers = new double[Payload.Length / Format.Size];
        Format.Convert<double>(Payload.Span, numbers);
        return ArrayReader.Labels(numbers, Path);
    }

    /// <summary>Reads the whole file at <paramref name="path"/>.</summary>
    /// <exception cref="InputException">
    /// The file is missing, unreadable, a folder, damaged, of another format, too short, too long or too large. Memory is
    /// allocated in step with the bytes that are there, not with those that the header announces.
    /// </exception>
    public static IdxFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(IdxSource.File(path));
    }

    /// <summary>Reads what a file announces, and no more.</summary>
    /// <exception cref="InputException">The file cannot be read, or does not start as an IDX file does.</exception>
    internal static IdxHeader ReadHeader(IdxSource source)
    {
        try
        {
            using Stream stored = source.Open();
            if (!IsGzip(stored))
                return IdxHeader.Read(stored, source.Display);
            using var content = new GZipStream(stored, CompressionMode.Decompress);
            return IdxHeader.Read(content, source.Display);
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(source.Display, cause);
        }
    }

    internal static IdxFile Read(IdxSource source)
    {
        try
        {
            using Stream stored = source.Open();
            return Read(stored, source.Display);
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(source.Display, cause);
        }
    }

    private static IdxFile Read(Stream stored, string file)
    {
        if (stored.Length == 0) throw Fault.Of($"'{file}' is empty, or no regular file, but an IDX file is needed: get the file again.");
        if (!IsGzip(stored)) return ReadContent(stored, stored.Length, file, isPlain: true);

        RequireLength(stored, file);
        using var content = new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true);
        IdxFile read = ReadContent(content, stored.Length, file, isPlain: false);
        RequireTrailer(stored, read);
        return read;
    }

    private static IdxFile ReadContent(Stream content, long stored, string file, bool isPlain)
    {
        IdxHeader header = IdxHeader.Read(content, file);
        long announced = (long)header.Length + header.PayloadLength;
        if (isPlain && stored < announced) throw Truncated(file, stored, announced);
        if (isPlain && stored > announced) throw Oversized(file, announced);

        (byte[] payload, int filled) = PayloadReader.Read(content, header.PayloadLength);
        if (filled < header.PayloadLength) throw Truncated(file, (long)header.Length + filled, announced);
        if (content.ReadByte() >= 0) throw Oversized(file, announced);
        return new IdxFile(file, header, payload);
    }

    /// <summary>Unpacks once for the length alone, where a file announces far more than files of its size hold.</summary>
    private static void RequireLength(Stream stored, string file)
    {
        using var content = new GZipStream(stored, CompressionMode.Decompress, leaveOpen: true);
        IdxHeader header = IdxHeader.Read(content, file);
        if (PayloadReader.IsDoubtful(header.PayloadLength, stored.Length))
        {
            int count = PayloadReader.Count(content, header.PayloadLength);
            if (count < header.PayloadLength)
                throw Truncated(file, (long)header.Length + count, (long)header.Length + header.PayloadLength);
        }

        stored.Position = 0;
    }

    private static bool IsGzip(Stream stored)
    {
        bool isGzip = stored.ReadByte() == 0x1f && stored.ReadByte() == 0x8b;
        stored.Position = 0;
        return isGzip;
    }

    /// <summary>
    /// GZipStream checks the CRC-32 and the length that end a gzip file, but takes a file without them, or with something
    /// after them, for whole. Both show in the last four bytes, which must be the length of the content (RFC 1952).
    /// </summary>
    private static void RequireTrailer(Stream stored, IdxFile read)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        stored.Seek(-trailer.Length, SeekOrigin.End);
        stored.ReadExactly(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint expected = (uint)(read._header.Length + (long)read._header.PayloadLength);
        if (length != expected)
            throw Fault.Of($"'{read.Path}' does not end as one gzip file of {expected:N0} bytes does: it is cut short or something follows it; get it again, or unpack it and pack it anew.");
    }

    private static InputException Truncated(string file, long got, long announced) =>
        Fault.Of($"'{file}' is truncated: it holds {got:N0} of the {announced:N0} bytes that its header announces; get the file again.");

    private static InputException Oversized(string file, long announced) =>
        Fault.Of($"'{file}' is oversized: it goes on after the {announced:N0} bytes that its header announces; get the file again.");
}
