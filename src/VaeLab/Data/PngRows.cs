namespace VaeLab.Data;

/// <summary>From the unpacked rows of a PNG image to pixels.</summary>
/// <param name="header">How they are stored.</param>
/// <param name="palette">The colours and the transparency named before them.</param>
/// <param name="path">What faults call the file.</param>
internal sealed class PngRows(PngHeader header, PngPalette palette, string path)
{
    /// <summary>The seven passes of an interlaced image: first column, first row, steps across and down (Adam7).</summary>
    private static readonly (int X, int Y, int Across, int Down)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <exception cref="EndOfStreamException">There are fewer rows than announced.</exception>
    public ColourImage Read(Stream rows)
    {
        var pixels = new byte[ColourImage.Channels * header.Width * header.Height];
        foreach ((int left, int top, int across, int down) in header.Interlaced ? s_adam7 : [(0, 0, 1, 1)])
        {
            int width = (header.Width - left + across - 1) / across;
            if (width <= 0)
                continue;
            byte[] row = new byte[1 + header.RowBytes(width)], above = new byte[row.Length];
            for (int y = top; y < header.Height; y += down)
            {
                rows.ReadExactly(row);
                Unfilter(row[0], row.AsSpan(1), above.AsSpan(1));
                for (int x = 0; x < width; x++)
                    Take(row.AsSpan(1), x, pixels.AsSpan(ColourImage.Channels * ((y * header.Width) + left + (x * across))));
                (row, above) = (above, row);
            }
        }

        return new(pixels, header.Width, header.Height, header.Depth);
    }

    /// <summary>Adds back what a row's filter has taken off: the byte before, the one above, their mean, or Paeth's choice.</summary>
    private void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        if (filter > 4)
            throw PngFile.Damaged(path, "a row has an unknown filter");
        int step = Math.Max(1, header.Channels * header.Depth / 8);
        for (int i = 0; i < row.Length && filter > 0; i++)
        {
            int left = i < step ? 0 : row[i - step], up = above[i], corner = i < step ? 0 : above[i - step];
            row[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        int toLeft = Math.Abs(estimate - left), toUp = Math.Abs(estimate - up), toCorner = Math.Abs(estimate - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void Take(ReadOnlySpan<byte> row, int x, Span<byte> pixel)
    {
        Span<int> samples = stackalloc int[header.Channels];
        for (int channel = 0; channel < samples.Length; channel++)
            samples[channel] = Sample(row, (x * samples.Length) + channel);
        bool hasAlpha = header.Colour is PngColour.GrayAlpha or PngColour.Rgba, isGray = samples.Length < 3;
        (int red, int green, int blue, int alpha) = header.Colour == PngColour.Palette
            ? palette.At(samples[0]) ?? throw PngFile.Damaged(path, "a pixel is not in its palette")
            : (ToByte(samples[0]), ToByte(samples[isGray ? 0 : 1]), ToByte(samples[isGray ? 0 : 2]), hasAlpha ? ToByte(samples[^1]) : palette.IsKey(samples) ? 0 : byte.MaxValue);
        (pixel[0], pixel[1], pixel[2], pixel[3]) = ((byte)red, (byte)green, (byte)blue, (byte)alpha);
    }

    /// <summary>A number as it is stored, in 1, 2, 4, 8 or 16 bits.</summary>
    private int Sample(ReadOnlySpan<byte> row, int index) => header.Depth switch
    {
        8 => row[index],
        16 => (row[2 * index] << 8) | row[(2 * index) + 1],
        int depth => (row[index * depth / 8] >> (8 - depth - (index * depth % 8))) & ((1 << depth) - 1),
    };

    /// <summary>The same share of 255 as it is of the largest number in its bits, rounded.</summary>
    private int ToByte(int sample)
    {
        int most = (1 << header.Depth) - 1;
        return ((sample * 255) + (most / 2)) / most;
    }
}
