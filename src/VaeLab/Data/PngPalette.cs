using System.Buffers.Binary;

namespace VaeLab.Data;

/// <summary>The colours and the transparency that a PNG image may name before its pixels: the chunks PLTE and tRNS.</summary>
internal readonly record struct PngPalette(byte[]? Colours, byte[]? Transparency)
{
    private const int MostBytes = 3 * 256;

    /// <exception cref="InputException">These are no colours.</exception>
    public PngPalette WithColours(ReadOnlySpan<byte> data, string path) => data.Length is > 0 and <= MostBytes && data.Length % 3 == 0
        ? this with { Colours = data.ToArray() }
        : throw PngFile.Damaged(path, "its palette is no list of colours");

    /// <summary>Red, green, blue and opacity of a place in the palette; null if there is no such place.</summary>
    public (int Red, int Green, int Blue, int Alpha)? At(int place) => Colours is { } colours && 3 * place < colours.Length
        ? (colours[3 * place], colours[(3 * place) + 1], colours[(3 * place) + 2], Transparency is { } alpha && place < alpha.Length ? alpha[place] : 255)
        : null;

    /// <summary>Whether this is the one colour that is transparent in an image without a palette.</summary>
    /// <param name="samples">The pixel's numbers, as stored.</param>
    public bool IsKey(ReadOnlySpan<int> samples)
    {
        if (Transparency is not { } key || key.Length != 2 * samples.Length)
            return false;
        for (int i = 0; i < samples.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(key.AsSpan(2 * i)) != samples[i])
                return false;
        }

        return true;
    }
}
