using System.Globalization;
using System.Numerics;

namespace VaeLab;

/// <summary>Reads and writes the values of settings, as they are typed, in the same way on every machine.</summary>
internal static class SettingText
{
    /// <summary>The value of a switch that is given.</summary>
    public const string On = "on";

    /// <summary>Whether a switch is given: <see cref="On"/>.</summary>
    public static bool Flag(string text) => text is On ? true : throw new FormatException("no value");

    /// <summary>A whole number.</summary>
    public static T Whole<T>(string text)
        where T : IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T? value) ? value : throw new FormatException("a whole number");

    /// <summary>A whole number that is not negative.</summary>
    public static ulong Natural(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException($"a whole number from 0 to {Text(ulong.MaxValue)}");

    /// <summary>A number.</summary>
    public static double Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw new FormatException("a number");

    /// <summary>Whole numbers with commas between them.</summary>
    public static IReadOnlyList<int> Wholes(string text) => List(text, Whole<int>, "whole numbers with commas between them");

    /// <summary>Numbers with commas between them.</summary>
    public static IReadOnlyList<double> Reals(string text) => List(text, Real, "numbers with commas between them");

    /// <summary>Rows of numbers with semicolons between them.</summary>
    public static IReadOnlyList<IReadOnlyList<double>> Matrix(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return [.. text.Split(';').Select(Reals)];
        }
        catch (FormatException exception)
        {
            throw new FormatException("rows of numbers, with commas within a row and semicolons between rows", exception);
        }
    }

    /// <summary>One of the words that name the values of <typeparamref name="T"/>.</summary>
    public static T Choice<T>(string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.Word(), text, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        throw new FormatException($"one of {Words<T>()}");
    }

    /// <summary>One of some names.</summary>
    public static string Choice(string text, IReadOnlyList<string> names) =>
        names.FirstOrDefault(name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase)) ?? throw new FormatException($"one of {string.Join(", ", names)}");

    /// <summary>All words that name values of <typeparamref name="T"/>.</summary>
    public static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Spelling.Word));

    /// <summary>A number, as one would type it.</summary>
    public static string Text(IFormattable value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ToString(null, CultureInfo.InvariantCulture);
    }

    private static List<T> List<T>(string text, Func<string, T> read, string need)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return [.. text.Split(',').Select(part => read(part.Trim()))];
        }
        catch (FormatException exception)
        {
            throw new FormatException(need, exception);
        }
    }
}
