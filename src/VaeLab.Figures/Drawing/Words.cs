using System.Globalization;

namespace VaeLab.Figures.Drawing;

/// <summary>Numbers as they are printed, whatever the machine's language.</summary>
internal static class Words
{
    private const string Minus = "−";
    private const double TooLong = 1e5;

    /// <summary>As many decimals as the number has, at most four, with a true minus sign.</summary>
    public static string Number(double value) => Signed(value.ToString("0.####", CultureInfo.InvariantCulture));

    /// <summary>Nats per image: tenths, or a power of ten where a run blew up.</summary>
    public static string Nats(double value) =>
        Signed(value.ToString(Math.Abs(value) < TooLong ? "F1" : "0.#e0", CultureInfo.InvariantCulture));

    /// <summary>A count with thousands set apart, and its noun.</summary>
    public static string Count(int count, string one, string many) =>
        count.ToString("#,0", CultureInfo.InvariantCulture) + " " + (count == 1 ? one : many);

    /// <summary>Exactly so many decimals, and no minus sign before a zero.</summary>
    public static string Rounded(double value, int decimals) =>
        Signed((Math.Round(value, decimals) + 0d).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>The number of a coordinate in the small figures that <see cref="RichText"/> sets below the line.</summary>
    public static string Subscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)(digit - '0' + '₀')));

    /// <summary>The name of a latent coordinate, such as z₀.</summary>
    public static string Axis(int number) => "z" + Subscript(number);

    /// <summary>What a class is called: its name or, where it has none, its number. Of a long name, the beginning.</summary>
    /// <param name="names">The names in the order of the labels; null for none.</param>
    /// <param name="label">The class.</param>
    /// <param name="most">Letters that there is room for.</param>
    public static string Class(IReadOnlyList<string>? names, int label, int most = 14) =>
        names is null || label >= names.Count ? Number(label) : names[label].Length <= most ? names[label] : string.Concat(names[label].AsSpan(0, most - 1), "…");

    /// <summary>An interpolated sentence in the invariant culture.</summary>
    public static string Invariant(FormattableString sentence) => FormattableString.Invariant(sentence);

    private static string Signed(string text) => text.Replace("-", Minus, StringComparison.Ordinal);
}
