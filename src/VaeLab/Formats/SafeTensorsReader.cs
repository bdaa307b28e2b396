using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VaeLab.Formats;

/// <summary>Reads the safetensors format; nothing is allocated before the file has been found long enough for it. Numbers of 16 and 64 bits become float32.</summary>
public static class SafeTensorsReader
{
    private const string MetadataKey = SafeTensors.MetadataKey;
    private const int MaxHeaderBytes = 100_000_000, MaxDimensions = 8, LengthBytes = 8, ChunkNumbers = 4096;

    /// <summary>Bytes of a number of each type. Only those of <see cref="Floats"/> are read; the others may stand in a file.</summary>
    private static readonly Dictionary<string, int> s_sizes = new(StringComparer.Ordinal)
    {
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["F64"] = 8,
        ["BOOL"] = 1,
        ["U8"] = 1,
        ["I8"] = 1,
        ["F8_E5M2"] = 1,
        ["F8_E4M3"] = 1,
        ["F8_E8M0"] = 1,
        ["I16"] = 2,
        ["U16"] = 2,
        ["I32"] = 4,
        ["U32"] = 4,
        ["I64"] = 8,
        ["U64"] = 8,
        ["C64"] = 8,
    };

    /// <summary>The types that are read as numbers.</summary>
    internal static IReadOnlyList<string> Floats { get; } = ["F32", "F16", "BF16", "F64"];

    /// <summary>Reads all tensors and the metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, cannot be read, is of another format, or is no sound safetensors file.</exception>
    public static StoredTensors Read(string path)
    {
        try
        {
            using Stream stream = RegularFile.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Model file '{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads what a stream holds, from its beginning; <paramref name="path"/> is what faults call it.</summary>
    internal static StoredTensors Read(Stream stream, string path)
    {
        InputException Unsound(string what)
        {
            Span<byte> start = stackalloc byte[ForeignWeights.Beginning];
            stream.Position = 0;
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            return new(ForeignWeights.Explain(start, path) ?? $"Model file '{path}' is no sound safetensors file: {what}. Train the model again, or copy the file again.");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        if (stream.ReadAtLeast(length, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw Unsound("it ends within its first 8 bytes");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (headerLength > MaxHeaderBytes || headerLength > (ulong)(stream.Length - LengthBytes))
            throw Unsound(FormattableString.Invariant($"its header claims {headerLength} bytes, and the file has {stream.Length}"));

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        long dataLength = stream.Length - stream.Position, dataStart = stream.Position, expected = 0;
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        try
        {
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            foreach (Entry entry in json.RootElement.EnumerateObject().Where(entry => entry.Name != MetadataKey).Select(Entry.Of).OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
            {
                if (entry.Type is null || !s_sizes.TryGetValue(entry.Type, out int size))
                    throw new InputException($"Tensor '{entry.Name}' of '{path}' is of type {entry.Type}, which is not known here: write it as F32, in PyTorch by tensor.float().");
                if (entry.Begin != expected || entry.End > dataLength || entry.End - entry.Begin != checked(entry.Count * size) || entry.Count > Array.MaxLength)
                    throw Unsound($"tensor '{entry.Name}' does not lie where its shape and its neighbours say");
                expected = entry.End;

                var values = new float[Floats.Contains(entry.Type, StringComparer.Ordinal) ? entry.Count : 0];
                stream.Position = dataStart + entry.Begin;
                if (entry.Type == "F32")
                    ReadSingles(stream, values);
                else
                    ReadConverted(stream, entry.Type, size, values);
                tensors.Add(entry.Name, new(entry.Shape, values, entry.Type));
            }

            if (expected != dataLength)
                throw Unsound(FormattableString.Invariant($"{dataLength - expected} bytes at its end belong to no tensor"));
            return new(path, tensors, Metadata(json.RootElement));
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Unsound($"its header cannot be understood ({exception.Message})");
        }
    }

    private static void ReadSingles(Stream stream, float[] values)
    {
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<float, int>(values.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>Of 16 or 64 bits: a double beyond float32 becomes infinite.</summary>
    private static void ReadConverted(Stream stream, string type, int size, Span<float> values)
    {
        Span<byte> chunk = new byte[Math.Min(values.Length, ChunkNumbers) * size];
        while (values.Length > 0)
        {
            int count = Math.Min(values.Length, ChunkNumbers);
            stream.ReadExactly(chunk[..(count * size)]);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<byte> number = chunk.Slice(i * size, size);
                values[i] = type switch
                {
                    "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                    "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
                    _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                };
            }

            values = values[count..];
        }
    }

    private static Dictionary<string, string> Metadata(JsonElement header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header.TryGetProperty(MetadataKey, out JsonElement entries))
        {
            foreach (JsonProperty entry in entries.EnumerateObject())
                metadata[entry.Name] = entry.Value.GetString() ?? throw new FormatException($"its metadata '{entry.Name}' are no text");
        }

        return metadata;
    }

    /// <summary>What the header says of a tensor.</summary>
    private readonly record struct Entry(string Name, string? Type, int[] Shape, long Begin, long End)
    {
        public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

        public static Entry Of(JsonProperty property)
        {
            JsonElement shape = property.Value.GetProperty("shape"), offsets = property.Value.GetProperty("data_offsets");
            if (shape.GetArrayLength() > MaxDimensions || offsets.GetArrayLength() != 2)
                throw new FormatException("a shape or a place has too many numbers");
            int[] sizes = [.. shape.EnumerateArray().Select(size => size.GetInt32())];
            if (sizes.Any(size => size < 0))
                throw new FormatException("a size is negative");
            return new(property.Name, property.Value.GetProperty("dtype").GetString(), sizes, offsets[0].GetInt64(), offsets[1].GetInt64());
        }
    }
}
