using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VaeLab.Formats;

/// <summary>Reads the safetensors format; nothing is allocated before the file has been found long enough for it.</summary>
public static class SafeTensorsReader
{
    private const string MetadataKey = "__metadata__";
    private const int MaxHeaderBytes = 100_000_000, MaxDimensions = 8, LengthBytes = 8;

    /// <summary>Reads all tensors, which must be float32, and the metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file is missing, cannot be read, or is no sound safetensors file.</exception>
    public static StoredTensors Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
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
        InputException Unsound(string what) =>
            new($"Model file '{path}' is no sound safetensors file: {what}. Train the model again, or copy the file again.");

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
                if (entry.Type != "F32")
                    throw Unsound($"tensor '{entry.Name}' is of type {entry.Type}, and only F32 is read");
                if (entry.Begin != expected || entry.End > dataLength || entry.End - entry.Begin != checked(entry.Count * sizeof(float)) || entry.Count > Array.MaxLength)
                    throw Unsound($"tensor '{entry.Name}' does not lie where its shape and its neighbours say");
                expected = entry.End;

                var values = new float[entry.Count];
                stream.Position = dataStart + entry.Begin;
                stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                if (!BitConverter.IsLittleEndian)
                {
                    Span<int> words = MemoryMarshal.Cast<float, int>(values.AsSpan());
                    BinaryPrimitives.ReverseEndianness(words, words);
                }

                tensors.Add(entry.Name, new(entry.Shape, values));
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
