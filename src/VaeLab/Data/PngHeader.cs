using System.Buffers.Binary;

namespace VaeLab.Data;

/// <summary>How the pixels of a PNG image are stored: the chunk IHDR.</summary>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    /// <summary>Bytes of the chunk.</summary>
    public const int Length = 13;

    /// <summary>Numbers for each pixel.</summary>
    public int Channels => Colour switch { PngColour.Rgb => 3, PngColour.GrayAlpha => 2, PngColour.Rgba => 4, _ => 1 };

    /// <summary>Bytes of a row of pixels.</summary>
    /// <param name="width">Its pixels.</param>
    public int RowBytes(int width) => (int)((((long)width * Channels * Depth) + 7) / 8);

    /// <exception cref="InputException">There is no such image, or it is too large.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> data, string path)
    {
        if (data.Length != Length)
            throw PngFile.Damaged(path, "its header has not 13 bytes");
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data), height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        var colour = (PngColour)data[9];
        bool sound = width > 0 && height > 0 && Depths(colour).Contains(data[8]) && data[10] == 0 && data[11] == 0 && data[12] <= 1;
        if (!sound)
            throw PngFile.Damaged(path, "its header announces what there is not");
        if ((ulong)width * height > PngFile.MaxPixels)
            throw Fault.Of($"'{path}' announces {height:N0} × {width:N0} pixels (height × width), and at most {PngFile.MaxPixels:N0} are read: make it smaller.");
        return new((int)width, (int)height, data[8], colour, data[12] == 1);
    }

    private static ReadOnlySpan<byte> Depths(PngColour colour) => colour switch
    {
        PngColour.Gray => [1, 2, 4, 8, 16],
        PngColour.Palette => [1, 2, 4, 8],
        PngColour.Rgb or PngColour.GrayAlpha or PngColour.Rgba => [8, 16],
        _ => [],
    };
}
