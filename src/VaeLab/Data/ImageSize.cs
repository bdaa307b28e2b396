using System.Globalization;

namespace VaeLab.Data;

/// <summary>The size of an image.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>Reads a size.</summary>
    /// <param name="text">Width and height with an x between them, as <c>64x48</c>; or one number for both.</param>
    /// <exception cref="FormatException">It is no size; the message says what is needed.</exception>
    public static ImageSize Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] sides = [.. text.Split('x', 'X', '×').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int pixels) ? pixels : 0)];
        return sides.Length <= 2 && Array.TrueForAll(sides, side => side > 0)
            ? new(sides[0], sides[^1])
            : throw new FormatException("width x height in pixels, for example 64x48, or one number for both");
    }

    /// <summary>As it is typed: <c>64x48</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Width}x{Height}");
}
