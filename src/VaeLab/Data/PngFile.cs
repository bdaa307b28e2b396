using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VaeLab.Data;

/// <summary>
/// PNG images (ISO/IEC 15948), of any colour type and bit depth, interlaced or not. Colours become gray by their luma,
/// 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601, as Pillow and torchvision do it), and transparent pixels become black.
/// </summary>
public static class PngFile
{
    /// <summary>The most pixels that are read of one image: 16,777,216.</summary>
    public const int MaxPixels = 1 << 24;

    /// <summary>Deflate packs no more bytes into one (RFC 1951): what announces more is not worth the memory.</summary>
    private const int MostRatio = 1032;

    private const int ChunkFrame = 12;

    /// <summary>How such a file begins.</summary>
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Reads an image as gray.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">It is missing, unreadable, no PNG, damaged, or larger than <see cref="MaxPixels"/>.</exception>
    public static GrayImage Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(ImageFile.ReadBytes(path), path);
    }

    /// <summary>Reads an image from memory as gray; <paramref name="path"/> is what faults call it.</summary>
    internal static GrayImage Parse(ReadOnlySpan<byte> file, string path)
    {
        ColourImage image = Decode(file, path);
        return new(new ImageRendering(new()).Render(image, Rgb.Black, out _), image.Width, image.Height);
    }

    /// <summary>Reads an image from memory; <paramref name="path"/> is what faults call it.</summary>
    /// <exception cref="InputException">It is no PNG, damaged, or larger than <see cref="MaxPixels"/>.</exception>
    internal static ColourImage Decode(ReadOnlySpan<byte> file, string path)
    {
        if (!file.StartsWith(Signature))
            throw Fault.Of($"'{path}' does not start as a PNG image does: convert it to PNG.");
        file = file[Signature.Length..];

        PngHeader? header = null;
        PngPalette palette = default;
        var packed = new MemoryStream();
        while (true)
        {
            string type = Chunk(ref file, path, out ReadOnlySpan<byte> data);
            if ((header is null) != (type == "IHDR"))
                throw Damaged(path, "its header is not at its beginning, once");
            if (type == "IEND")
                break;
            if (type == "IHDR")
                header = PngHeader.Read(data, path);
            else if (type == "PLTE")
                palette = palette.WithColours(data, path);
            else if (type == "tRNS")
                palette = palette with { Transparency = data.ToArray() };
            else if (type == "IDAT")
                packed.Write(data);
        }

        if ((long)header!.Value.Height * header.Value.RowBytes(header.Value.Width) > packed.Length * MostRatio)
            throw Damaged(path, "it is cut short");
        packed.Position = 0;
        try
        {
            using var rows = new ZLibStream(packed, CompressionMode.Decompress);
            return new PngRows(header.Value, palette, path).Read(rows);
        }
        catch (Exception cause) when (cause is InvalidDataException or IOException)
        {
            throw Damaged(path, "its pixels cannot be unpacked");
        }
    }

    /// <summary>Writes a gray image of eight bits.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="image">The image.</param>
    public static void Write(Stream stream, GrayImage image)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        Write(stream, image.Pixels, image.Width, image.Height, PngColour.Gray);
    }

    /// <summary>Writes an image of eight bits.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="pixels">Its bytes, row by row: one for each pixel, or three.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="colour">Gray or RGB.</param>
    internal static void Write(Stream stream, ReadOnlySpan<byte> pixels, int width, int height, PngColour colour)
    {
        stream.Write(Signature);
        Span<byte> header = stackalloc byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)colour;
        header[10..].Clear(); // the only methods that there are
        WriteChunk(stream, "IHDR"u8, header);

        var packed = new MemoryStream();
        using (var rows = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int length = pixels.Length / height;
            for (int row = 0; row < height; row++)
            {
                rows.WriteByte(0); // no filter
                rows.Write(pixels.Slice(row * length, length));
            }
        }

        WriteChunk(stream, "IDAT"u8, packed.ToArray());
        WriteChunk(stream, "IEND"u8, []);
    }

    internal static InputException Damaged(string path, string why) => Fault.Of($"'{path}' is a damaged PNG image ({why}): get the file again.");

    /// <summary>Takes the next chunk off a file: length, type, data and checksum.</summary>
    private static string Chunk(ref ReadOnlySpan<byte> file, string path, out ReadOnlySpan<byte> data)
    {
        if (file.Length < ChunkFrame)
            throw Damaged(path, "it is cut short");
        uint length = BinaryPrimitives.ReadUInt32BigEndian(file);
        if (length > (uint)(file.Length - ChunkFrame))
            throw Damaged(path, "it is cut short");
        ReadOnlySpan<byte> checkedPart = file.Slice(4, 4 + (int)length);
        if (Crc32.Of(checkedPart) != BinaryPrimitives.ReadUInt32BigEndian(file[(8 + (int)length)..]))
            throw Damaged(path, "a checksum is wrong");
        data = checkedPart[4..];
        file = file[(ChunkFrame + (int)length)..];
        return Encoding.Latin1.GetString(checkedPart[..4]);
    }

    private static void WriteChunk(Stream stream, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        byte[] checkedPart = [.. type, .. data];
        stream.Write(checkedPart);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Of(checkedPart));
        stream.Write(word);
    }
}
