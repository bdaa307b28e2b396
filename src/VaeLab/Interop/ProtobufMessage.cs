using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace VaeLab.Interop;

/// <summary>
/// A message in the wire format of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): fields one after the
/// other, each with its number and its kind before it. Enough of it to write ONNX.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int VarintKind = 0, BytesKind = 2, FloatKind = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

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
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Bytes.</summary>
    public ProtobufMessage Add(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, BytesKind);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Text.</summary>
    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message within this one.</summary>
    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message._bytes.WrittenSpan);

    /// <summary>Writes it.</summary>
    public void WriteTo(Stream stream) => stream.Write(_bytes.WrittenSpan);

    private void Tag(int field, int kind) => Varint((ulong)((field << 3) | kind));

    /// <summary>Seven bits a byte, the low ones first; the eighth says that there are more.</summary>
    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
