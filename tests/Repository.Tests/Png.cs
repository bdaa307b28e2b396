using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeLab.Repository.Tests;

/// <summary>Reads PNG files by their specification (ISO/IEC 15948).</summary>
internal static class Png
{
    public static void AssertValid(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal([0x89, .. "PNG\r\n\u001a\n"u8], file[..8]);
        using var packed = new MemoryStream();
        string chunk = string.Empty;
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunk = Encoding.ASCII.GetString(file, at + 4, 4);
            ReadOnlySpan<byte> data = file.AsSpan(at + 8, length);
            if (chunk is "IHDR")
            {
                Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(data), 100, 10_000);
                Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(data[4..]), 100, 10_000);
            }

            if (chunk is "IDAT")
                packed.Write(data);
            at += length + 12;
        }

        Assert.Equal("IEND", chunk);
        packed.Position = 0;
        using var pixels = new ZLibStream(packed, CompressionMode.Decompress);
        pixels.CopyTo(Stream.Null);
    }
}
