using static System.FormattableString;

namespace VaeLab.Compare;

/// <summary>What is computed wrongly is fast, and worth nothing: every time that counts comes with a loss that is looked at.</summary>
internal static class Expect
{
    /// <summary>A loss lies where it should.</summary>
    /// <exception cref="InputException">It does not, or is no number.</exception>
    public static void Between(double least, double most, double loss, string what)
    {
        if (!(loss >= least && loss <= most))
            throw new InputException(Invariant($"{what}: {loss:F2} nats per image, and it should lie between {least:F1} and {most:F1}. What is computed wrongly needs no speed."));
    }

    /// <summary>Both sides come to the same, but for chance.</summary>
    /// <param name="share">How far they may be apart, as a share of the second one.</param>
    /// <exception cref="InputException">They do not.</exception>
    public static void Alike(double ours, double theirs, double share, string what)
    {
        if (!(Math.Abs(ours - theirs) <= share * theirs))
            throw new InputException(Invariant($"{what}: {ours:F2} and {theirs:F2} nats per image, and they should be within {100 * share:F0} % of one another. What is computed wrongly needs no speed."));
    }
}
