using static System.FormattableString;

namespace VaeLab;

/// <summary>Spans that have to be of certain lengths: none is cut off, and none is filled in part.</summary>
internal static class Spans
{
    /// <summary>How many rows there are.</summary>
    /// <param name="numbers">The length of a span.</param>
    /// <param name="length">Numbers of a row.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="ArgumentException">The last row is not whole.</exception>
    public static int Rows(int numbers, int length, string name) => numbers % length == 0
        ? numbers / length
        : throw new ArgumentException(Invariant($"There are {numbers} numbers, and a row has {length}: give whole rows."), name);

    /// <summary>Refuses a span of another length.</summary>
    /// <param name="given">Its length.</param>
    /// <param name="needed">What it needs.</param>
    /// <param name="name">The parameter.</param>
    /// <exception cref="ArgumentException">The two differ.</exception>
    public static void Require(int given, int needed, string name)
    {
        if (given != needed)
            throw new ArgumentException(Invariant($"The span has a length of {given}, and {needed} are needed."), name);
    }

    /// <summary>Refuses labels that are not one for each row, or none at all.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireOneEachOrNone(int given, int needed, string name)
    {
        if (given > 0)
            Require(given, needed, name);
    }
}
