using System.Buffers.Binary;
using SkiaSharp;

namespace VaeLab.Figures.Tests;

/// <summary>A figure decoded again.</summary>
internal sealed class Pixels
{
    private readonly SKColor[] _colors;

    public Pixels(Figure figure)
    {
        using var bitmap = SKBitmap.Decode(figure.Png);
        (Width, Height) = (bitmap.Width, bitmap.Height);
        _colors = bitmap.Pixels;
        DotsPerMetre = Density(figure.Png);
    }

    public int Width { get; }

    public int Height { get; }

    public int DotsPerMetre { get; }

    /// <summary>The share of pixels that are not white in a box given in shares of the picture.</summary>
    public double Inked(double left, double top, double right, double bottom)
    {
        var (total, inked) = (0, 0);
        for (var y = (int)(top * Height); y < (int)(bottom * Height); y++)
        {
            for (var x = (int)(left * Width); x < (int)(right * Width); x++)
            {
                total++;
                if (_colors[(y * Width) + x] != SKColors.White) inked++;
            }
        }

        return (double)inked / total;
    }

    /// <summary>The mean of red less blue in a box given in shares of the picture.</summary>
    public double Redness(double left, double top, double right, double bottom)
    {
        var values = new List<int>();
        for (var y = (int)(top * Height); y < (int)(bottom * Height); y++)
        {
            for (var x = (int)(left * Width); x < (int)(right * Width); x++)
                values.Add(_colors[(y * Width) + x].Red - _colors[(y * Width) + x].Blue);
        }

        return values.Average();
    }

    public int Count(SKColor color) => _colors.Count(pixel => pixel == color);

    /// <summary>Whether the outermost pixels are all white: nothing runs off the page.</summary>
    public bool HasWhiteEdge() =>
        Enumerable.Range(0, Width).All(x => _colors[x] == SKColors.White && _colors[((Height - 1) * Width) + x] == SKColors.White)
        && Enumerable.Range(0, Height).All(y => _colors[y * Width] == SKColors.White && _colors[(y * Width) + Width - 1] == SKColors.White);

    private static int Density(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (png.AsSpan(at + 4, 4).SequenceEqual("pHYs"u8))
                return BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at + 8));
            at += length + 12;
        }

        return 0;
    }
}
