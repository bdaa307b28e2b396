namespace VaeLab.Cli.Report;

/// <summary>
/// Numbers as printable characters, for scripts that a page loads: 91 digits, from <c>#</c> to <c>~</c> without the backslash, so that
/// a string needs no escapes and compresses as what it is. site/core.js reads them.
/// </summary>
internal static class PageText
{
    /// <summary>How many digits there are.</summary>
    public const int Base = 91;

    private const char First = '#', Backslash = '\\';

    /// <summary>A digit from 0 to 90.</summary>
    public static char Digit(int value)
    {
        int code = First + Math.Clamp(value, 0, Base - 1);
        return (char)(code < Backslash ? code : code + 1);
    }

    /// <summary>Numbers from −radius to radius, two characters each; those beyond are put at the end of the range.</summary>
    public static string Coordinates(ReadOnlySpan<float> values, double radius)
    {
        var text = new char[2 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int level = (int)Math.Clamp(Math.Round((values[i] / radius + 1) / 2 * ((Base * Base) - 1)), 0, (Base * Base) - 1);
            (text[2 * i], text[(2 * i) + 1]) = (Digit(level / Base), Digit(level % Base));
        }

        return new string(text);
    }

    /// <summary>Pixels in [0, 1], a character each.</summary>
    public static string Pixels(ReadOnlySpan<float> pixels)
    {
        var text = new char[pixels.Length];
        for (int i = 0; i < text.Length; i++)
            text[i] = Digit((int)MathF.Round(pixels[i] * (Base - 1)));
        return new string(text);
    }

    /// <summary>float32, little-endian, in base 64.</summary>
    public static string Floats(ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return Convert.ToBase64String(bytes);
    }
}
