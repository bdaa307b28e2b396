using System.Buffers.Binary;

namespace VaeLab.Figures.Drawing;

/// <summary>
/// The pHYs chunk (PNG specification, third edition, 11.3.4.3), with which a picture says how large it is on paper. The
/// encoder writes none.
/// </summary>
internal static class PngDensity
{
    private const int AfterHeader = 8 + 25; // signature, IHDR chunk
    private const double MetresPerInch = .0254;

    /// <summary>The same file with its density stated.</summary>
    public static byte[] Stated(byte[] png, int dotsPerInch)
    {
        Span<byte> chunk = stackalloc byte[21];
        BinaryPrimitives.WriteInt32BigEndian(chunk, 9);
        "pHYs"u8.CopyTo(chunk[4..]);
        var pixelsPerMetre = (int)Math.Round(dotsPerInch / MetresPerInch);
        BinaryPrimitives.WriteInt32BigEndian(chunk[8..], pixelsPerMetre);
        BinaryPrimitives.WriteInt32BigEndian(chunk[12..], pixelsPerMetre);
        chunk[16] = 1; // the unit is the metre
        BinaryPrimitives.WriteUInt32BigEndian(chunk[17..], Crc32(chunk[4..17]));
        return [.. png.AsSpan(0, AfterHeader), .. chunk, .. png.AsSpan(AfterHeader)];
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
