using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VaeLab.Formats;

/// <summary>
/// A message in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): fields one after the
/// other, each with its number and its kind before it. Enough of it to write ONNX. What is large is kept where it is, not copied.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int VarintKind = 0, BytesKind = 2, FloatKind = 5, Large = 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A whole number.</summary>
    public ProtobufMessage Add(int field, long value)
    {
        Tag(field, VarintKind);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A float32.</summary>
    public ProtobufMessage Add(int field, float value)
    {
        Tag(field, FloatKind);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
        return this;
    }

    /// <summary>Bytes, which must not change until they are written.</summary>
    public ProtobufMessage Add(int field, byte[] bytes)
    {
        Tag(field, BytesKind);
        Varint((ulong)bytes.Length);
        Append(bytes);
        return this;
    }

    /// <summary>Text.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message within this one, as it is now.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        ReadOnlyMemory<byte>[] parts = [.. message.Parts()];
        Tag(field, BytesKind);
        Varint((ulong)parts.Sum(part => (long)part.Length));
        foreach (ReadOnlyMemory<byte> part in parts)
            Append(part);
        return this;
    }

    /// <summary>Writes it.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (ReadOnlyMemory<byte> part in Parts())
            stream.Write(part.Span);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Parts() => _parts.Append(_bytes.WrittenMemory);

    private void Append(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < Large)
        {
            _bytes.Write(bytes.Span);
            return;
        }

        _parts.AddRange(_bytes.WrittenMemory, bytes);
        _bytes = new();
    }

    private void Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    /// <summary>Seven bits a byte, the low ones first; the eighth says that there are more.</summary>
    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
