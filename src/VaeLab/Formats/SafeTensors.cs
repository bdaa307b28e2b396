using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using VaeLab.Numerics;

namespace VaeLab.Formats;

/// <summary>
/// The safetensors format: eight bytes with the header's length, a JSON header that names each tensor's type, shape and place,
/// and then the numbers, little-endian (https://github.com/huggingface/safetensors). Weights are outputs × inputs as in PyTorch.
/// </summary>
public static class SafeTensors
{
    internal const string MetadataKey = "__metadata__";

    private const int Alignment = 8;

    /// <summary>Writes parameters as float32.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="parameters">The parameters, in order.</param>
    /// <param name="metadata">What to say about them.</param>
    /// <exception cref="ArgumentException">Two parameters have one name, or one has a name that the format keeps for itself. Nothing has been written.</exception>
    public static void Write(Stream stream, IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(metadata);
        CheckNames(parameters);
        byte[] header = Header(parameters, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);

        // A training writes all that it remembers after every epoch: the same memory serves each tensor, each time.
        float[] memory = ArrayPool<float>.Shared.Rent(parameters.Select(parameter => parameter.Length).DefaultIfEmpty().Max());
        foreach (Parameter parameter in parameters)
        {
            Span<float> values = memory.AsSpan(0, parameter.Length);
            parameter.CopyTo(values);
            if (!BitConverter.IsLittleEndian)
            {
                Span<int> words = MemoryMarshal.Cast<float, int>(values);
                BinaryPrimitives.ReverseEndianness(words, words);
            }

            stream.Write(MemoryMarshal.AsBytes(values));
        }

        ArrayPool<float>.Shared.Return(memory);
    }

    private static byte[] Header(IReadOnlyList<Parameter> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                json.WriteString(key, value);
            json.WriteEndObject();

            long offset = 0;
            foreach (Parameter parameter in parameters)
            {
                long end = offset + ((long)parameter.Length * sizeof(float));
                json.WriteStartObject(parameter.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int size in parameter.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void CheckNames(IReadOnlyList<Parameter> parameters)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (Parameter parameter in parameters)
        {
            if (!names.Add(parameter.Name))
                throw new ArgumentException($"There are two tensors '{parameter.Name}', and a safetensors file has one of a name: give each parameter its own.", nameof(parameters));
        }
    }
}
