namespace VaeLab.Models;

/// <summary>What a <see cref="ConditionalVae"/> is told.</summary>
public sealed record ConditionalOptions
{
    /// <summary>Digits have ten classes.</summary>
    internal const int UsualClasses = 10, MostClasses = 65_536;

    /// <summary>How many classes there are: labels are from 0 to one less.</summary>
    public int Classes { get; init; } = UsualClasses;

    /// <summary>What cannot be, each fault in a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Classes is < 1 or > MostClasses)
            yield return FormattableString.Invariant($"--classes is {Classes}; it needs a whole number from 1 to {MostClasses}, for example {UsualClasses}.");
    }
}
