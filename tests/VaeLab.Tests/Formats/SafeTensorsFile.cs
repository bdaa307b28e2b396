using System.Buffers.Binary;
using System.Text.Json;

namespace VaeLab.Tests.Formats;

/// <summary>Reads a safetensors file by its description, independently of the writer under test.</summary>
internal sealed class SafeTensorsFile
{
    private SafeTensorsFile(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Entry> tensors, long dataStart) =>
        (Metadata, Tensors, DataStart) = (metadata, tensors, dataStart);

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<Entry> Tensors { get; }

    public long DataStart { get; }

    public static SafeTensorsFile Parse(byte[] file)
    {
        int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        byte[] data = file[(8 + length)..];

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new List<Entry>();
        long end = 0;
        foreach (JsonProperty entry in header.RootElement.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__"))
            {
                foreach (JsonProperty pair in entry.Value.EnumerateObject())
                    metadata.Add(pair.Name, pair.Value.GetString()!);
                continue;
            }

            int[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];
            long[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            Assert.Equal(["data_offsets", "dtype", "shape"], entry.Value.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal).ToArray());
            Assert.Equal("F32", entry.Value.GetProperty("dtype").GetString());
            Assert.Equal([end, end + (shape.Aggregate(1L, (product, size) => product * size) * 4)], offsets);
            end = offsets[1];

            var values = new float[(offsets[1] - offsets[0]) / 4];
            for (int i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan((int)offsets[0] + (4 * i)));
            tensors.Add(new(entry.Name, shape, values));
        }

        Assert.Equal(data.Length, end);
        return new(metadata, tensors, 8 + length);
    }

    internal sealed record Entry(string Name, int[] Shape, float[] Values);
}
