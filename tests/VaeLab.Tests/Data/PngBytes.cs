using System.Buffers.Binary;
using System.IO.Compression;
using VaeLab.Data;

namespace VaeLab.Tests.Data;

/// <summary>Writes PNG images of every kind independently of the reader under test; each row has another filter.</summary>
internal static class PngBytes
{
    private static readonly byte[] s_signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>An image of a pattern; with a palette, its colours are a pattern too.</summary>
    public static byte[] Of(int width, int height, int depth, int colour, bool interlaced = false, byte[]? transparency = null)
    {
        byte[] header = [.. IdxBytes.Header((uint)width, (uint)height), (byte)depth, (byte)colour, 0, 0, (byte)(interlaced ? 1 : 0)];
        return
        [
            .. s_signature,
            .. Chunk("IHDR"u8, header),
            .. colour == 3 ? Chunk("PLTE"u8, IdxBytes.Pattern(3 << depth)) : [],
            .. transparency is null ? [] : Chunk("tRNS"u8, transparency),
            .. Chunk("tEXt"u8, [1, 2, 3]),
            .. Chunk("IDAT"u8, Rows(width, height, depth, colour, interlaced)),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A gray image in which the pixels of one value are transparent.</summary>
    public static byte[] Transparent(GrayImage image, byte key)
    {
        const int AfterHeader = 8 + 12 + PngHeader.Length;
        var file = new MemoryStream();
        PngFile.Write(file, image);
        return [.. file.ToArray()[..AfterHeader], .. Chunk("tRNS"u8, [0, key]), .. file.ToArray()[AfterHeader..]];
    }

    /// <summary>Number <paramref name="channel"/> of a pixel in that pattern, as stored.</summary>
    public static int Sample(int x, int y, int channel, int depth) => ((x * 7919) + (y * 104_729) + (channel * 31_337) + (x * y * 17)) & ((1 << depth) - 1);

    public static int Channels(int colour) => colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>A damaged image whose chunks have the checksums of what they hold now, as far as there are chunks.</summary>
    public static byte[] WithSoundChecksums(byte[] file)
    {
        byte[] copy = [.. file];
        for (long at = s_signature.Length; at + 12 <= copy.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(copy.AsSpan((int)at));
            if (at + 12 + length > copy.Length)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan((int)(at + 8 + length)), Crc32.Of(copy.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }

        return copy;
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data) =>
        [.. IdxBytes.Header((uint)data.Length), .. type, .. data, .. IdxBytes.Header(Crc32.Of([.. type, .. data]))];

    private static byte[] Rows(int width, int height, int depth, int colour, bool interlaced)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            (int X, int Y, int Across, int Down)[] passes = interlaced
                ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
                : [(0, 0, 1, 1)];
            foreach ((int left, int top, int across, int down) in passes)
            {
                int[] columns = [.. Enumerable.Range(0, width).Where(x => x >= left && (x - left) % across == 0)];
                if (columns.Length == 0)
                    continue;
                byte[] above = new byte[((columns.Length * Channels(colour) * depth) + 7) / 8];
                for (int y = top; y < height; y += down)
                {
                    byte[] row = Pack([.. columns.SelectMany(x => Enumerable.Range(0, Channels(colour)).Select(channel => Sample(x, y, channel, depth)))], depth);
                    int filter = y % 5;
                    zlib.WriteByte((byte)filter);
                    zlib.Write(Filter(row, above, filter, Math.Max(1, Channels(colour) * depth / 8)));
                    above = row;
                }
            }
        }

        return packed.ToArray();
    }

    private static byte[] Pack(int[] samples, int depth)
    {
        var bits = new List<int>();
        foreach (int sample in samples)
            bits.AddRange(Enumerable.Range(0, depth).Select(bit => (sample >> (depth - 1 - bit)) & 1));
        return [.. bits.Chunk(8).Select(chunk => (byte)chunk.Index().Sum(bit => bit.Item << (7 - bit.Index)))];
    }

    private static byte[] Filter(byte[] row, byte[] above, int filter, int step) => [.. row.Select((value, i) =>
    {
        int a = i < step ? 0 : row[i - step], b = above[i], c = i < step ? 0 : above[i - step];
        int[] paeth = [.. new[] { a, b, c }.OrderBy(candidate => Math.Abs(a + b - c - candidate))]; // stable, as the standard's order of ties
        return (byte)(value - filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => paeth[0] });
    })];
}
