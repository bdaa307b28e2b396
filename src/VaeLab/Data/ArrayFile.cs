using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeLab.Data;

/// <summary>Files of arrays as NumPy has them: one array in an <c>.npy</c>, several with names in an <c>.npz</c>, which is a zip archive of the former.</summary>
internal static class ArrayFile
{
    private const int MostMembers = 256;
    private const string Npy = ".npy";

    /// <summary>Whether a file is of this form, by the ending of its name.</summary>
    public static bool IsNamedSo(string path) => path.EndsWith(Npy, StringComparison.OrdinalIgnoreCase) || IsArchive(path);

    /// <summary>Whether a file has several arrays, by the ending of its name.</summary>
    public static bool IsArchive(string path) => path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a file is of this form, by its first bytes.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static bool IsOne(string path)
    {
        try
        {
            using Stream stored = IdxSource.File(path).Open();
            Span<byte> start = stackalloc byte[8];
            start = start[..stored.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            return NpyHeader.IsMagic(start) || IsZip(start);
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(path, cause);
        }
    }

    /// <summary>Reads the headers of a file's arrays, and nothing else.</summary>
    /// <param name="source">The file.</param>
    /// <returns>The arrays, and the names of members that are none.</returns>
    /// <exception cref="InputException">The file cannot be read, is damaged, or its size is not what it announces.</exception>
    public static (IReadOnlyList<StoredArray> Arrays, IReadOnlyList<string> Others) Open(IdxSource source)
    {
        try
        {
            using Stream stored = source.Open();
            if (stored.Length == 0)
                throw Fault.Of($"'{source.Display}' is empty, or no regular file, but an array is needed: get the file again.");
            byte[] start = new byte[4];
            int got = stored.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            stored.Position = 0;
            return IsZip(start.AsSpan(0, got)) ? Members(stored, source) : ([Single(stored, source)], []);
        }
        catch (Exception cause) when (cause is InvalidDataException or NotSupportedException)
        {
            throw Fault.Of($"'{source.Display}' is a damaged zip archive, or one that is packed in an unusual way ({cause.Message.TrimEnd('.')}): get the file again, or save it anew with np.savez.", cause);
        }
        catch (Exception cause) when (FileFault.Explains(cause))
        {
            throw FileFault.From(source.Display, cause);
        }
    }

    /// <summary>Writes an array of floats in C order.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="shape">How many along each axis.</param>
    public static void Write(Stream target, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        target.Write(NpyHeader.ToBytes("<f4", shape));
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        target.Write(bytes);
    }

    /// <summary>Writes an array of texts.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="texts">The texts.</param>
    public static void Write(Stream target, IReadOnlyList<string> texts)
    {
        byte[][] bytes = [.. texts.Select(Encoding.UTF32.GetBytes)];
        int longest = bytes.Max(text => Math.Max(text.Length, sizeof(int)));
        target.Write(NpyHeader.ToBytes(FormattableString.Invariant($"<U{longest / sizeof(int)}"), texts.Count));
        foreach (byte[] text in bytes)
        {
            target.Write(text);
            target.Write(new byte[longest - text.Length]);
        }
    }

    /// <summary>Writes an archive of arrays, which are not packed. The same arrays make the same bytes.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="arrays">What each is called, and what writes it.</param>
    public static void WriteArchive(Stream target, params IEnumerable<(string Name, Action<Stream> Write)> arrays)
    {
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Action<Stream> write) in arrays)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + Npy, CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream content = entry.Open();
            write(content);
        }
    }

    private static bool IsZip(ReadOnlySpan<byte> start) => start is [(byte)'P', (byte)'K', 3 or 5, 4 or 6, ..];

    private static StoredArray Single(Stream stored, IdxSource source)
    {
        var header = NpyHeader.Read(stored, source.Display);
        RequireLength(header, stored.Length, source.Display);
        return new(source.FileName, source.Display, header, use => UseFile(source, use)) { Place = (source.Display, header.Bytes.Length), StoredBytes = stored.Length };
    }

    private static (IReadOnlyList<StoredArray> Arrays, IReadOnlyList<string> Others) Members(Stream stored, IdxSource source)
    {
        using var archive = new ZipArchive(stored, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > MostMembers)
            throw Fault.Of($"'{source.Display}' holds {archive.Entries.Count:N0} members, and at most {MostMembers} are read: save only the arrays that are needed.");
        List<StoredArray> arrays = [];
        List<string> others = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entry.FullName.EndsWith(Npy, StringComparison.OrdinalIgnoreCase))
            {
                others.Add(entry.FullName);
                continue;
            }

            string name = entry.FullName[..^Npy.Length], display = $"{source.Display}:{name}";
            if (arrays.Exists(array => string.Equals(array.Name, name, StringComparison.Ordinal)))
                throw Fault.Of($"'{source.Display}' holds two arrays of the name '{name}': save it anew with np.savez.");
            NpyHeader header;
            using (Stream content = entry.Open())
                header = NpyHeader.Read(content, display);
            RequireLength(header, entry.Length, display);
            arrays.Add(new(name, display, header, use => UseMember(source, entry.FullName, use))
            {
                Place = entry.CompressedLength == entry.Length && IsHere(stored, header) ? (source.Display, stored.Position) : null,
                Checksum = entry.Crc32,
                StoredBytes = entry.CompressedLength,
            });
        }

        return (arrays, others);
    }

    /// <summary>Whether the header that was just read through the archive stands in the file itself, just before the present position: so the member is not packed.</summary>
    private static bool IsHere(Stream stored, NpyHeader header)
    {
        long end = stored.Position;
        if (end < header.Bytes.Length)
            return false;
        byte[] there = new byte[header.Bytes.Length];
        stored.Position = end - there.Length;
        stored.ReadExactly(there);
        return there.AsSpan().SequenceEqual(header.Bytes);
    }

    private static void RequireLength(NpyHeader header, long stored, string display)
    {
        if (header.Format is null && header.TextLength == 0)
            return;
        long announced = header.Bytes.Length + header.PayloadLength;
        if (stored < announced)
            throw Fault.Of($"'{display}' is truncated: it holds {stored:N0} of the {announced:N0} bytes that its header announces; get the file again.");
        if (stored > announced)
            throw Fault.Of($"'{display}' is oversized: it goes on after the {announced:N0} bytes that its header announces; get the file again, or save it anew with np.save.");
    }

    private static void UseMember(IdxSource source, string name, Action<Stream> use)
    {
        using Stream stored = source.Open();
        using var archive = new ZipArchive(stored, ZipArchiveMode.Read);
        using Stream content = (archive.GetEntry(name) ?? throw new IOException("it has changed")).Open();
        use(content);
    }

    private static void UseFile(IdxSource source, Action<Stream> use)
    {
        using Stream stored = source.Open();
        use(stored);
    }
}
