using System.Buffers.Binary;
using System.IO.Compression;

namespace VaeLab.Tests.Data;

/// <summary>Writes IDX files independently of the reader under test.</summary>
internal static class IdxBytes
{
    public static byte[] Images(int count, int height, int width, byte[]? pixels = null) =>
        [.. Header(0x803, (uint)count, (uint)height, (uint)width), .. pixels ?? Pattern(count * height * width)];

    public static byte[] Labels(int count) => [.. Header(0x801, (uint)count), .. Pattern(count)];

    public static byte[] Header(params ReadOnlySpan<uint> words)
    {
        var bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }

    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)((i * 37) ^ (i >> 3));
        return bytes;
    }

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level)) gzip.Write(content);
        return packed.ToArray();
    }
}
