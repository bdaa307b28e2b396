using System.Globalization;

namespace VaeLab.Data;

/// <summary>A colour.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    private const string Need = "black, white, a gray value from 0 to 255, or a colour as #rrggbb";

    public static Rgb Black => default;

    public static Rgb White => Gray(byte.MaxValue);

    /// <summary>Its luma (ITU-R BT.601), rounded as Pillow does.</summary>
    public byte Luma => (byte)(((Red * 19595) + (Green * 38470) + (Blue * 7471) + 0x8000) >> 16);

    public static Rgb Gray(byte value) => new(value, value, value);

    /// <exception cref="FormatException">It is no colour; the message says what is needed.</exception>
    public static Rgb Parse(string text) => text.ToUpperInvariant() switch
    {
        "BLACK" => Black,
        "WHITE" => White,
        ['#', .. { Length: 6 } digits] when int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) =>
            new((byte)(value >> 16), (byte)(value >> 8), (byte)value),
        _ => byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte gray) ? Gray(gray) : throw new FormatException(Need),
    };
}
