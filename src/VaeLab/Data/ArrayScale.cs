using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>
/// What the numbers of arrays are divided by. Bytes: 255. Other whole numbers from 0 on: their greatest. All else is taken as it is.
/// For a trained model numbers are read as those that it was trained on.
/// </summary>
/// <param name="Divisor">What to divide by; 1 for numbers as they are.</param>
/// <param name="Said">What is to be said of it; null for bytes that are divided by 255.</param>
internal readonly record struct ArrayScale(float Divisor, string? Said)
{
    /// <summary>What <see cref="Dataset.DividedBy"/> is of such data.</summary>
    public float? DividedBy => Said is null ? null : Divisor;

    /// <summary>Whether bytes are divided by 255, whatever they are.</summary>
    /// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
    public static bool IsUsualForBytes(SampleTerms? terms) => terms?.DividedBy is null or 1 or ImageSet.White;

    /// <summary>The scale of the arrays of one file, all of one type.</summary>
    /// <param name="display">How faults name them.</param>
    /// <param name="arrays">Their numbers.</param>
    /// <param name="terms">What a trained model says of its samples; null for data to train on.</param>
    /// <exception cref="InputException">The numbers are not such as the model was trained on.</exception>
    public static ArrayScale Of(string display, IReadOnlyList<ArrayValues> arrays, SampleTerms? terms)
    {
        (float least, float greatest) = (arrays.Min(array => array.Least), arrays.Max(array => array.Greatest));
        bool isBytes = arrays[0].Format.IsBytes, areWhole = least >= 0 && arrays.All(array => array.AreWhole);
        var asTheyAre = new ArrayScale(1, Invariant($"numbers from {least} to {greatest} taken as they are"));
        if (isBytes && IsUsualForBytes(terms))
            return new(ImageSet.White, null);
        if (terms is null)
        {
            return areWhole && greatest > 1 ? new(greatest, Invariant($"whole numbers divided by their greatest, {greatest}"))
                : asTheyAre;
        }

        bool liesInUnit = !isBytes && least >= 0 && greatest <= 1 && (terms.DividedBy is null || !areWhole);
        if (terms.DividedBy == 1 || liesInUnit)
            return asTheyAre;
        float divisor = terms.DividedBy ?? ImageSet.White;
        return areWhole && greatest <= divisor
            ? new(divisor, Invariant($"whole numbers divided by {divisor}, as those that the model was trained on"))
            : throw Fault.Of($"'{display}' has numbers from {least} to {greatest}, and the model was trained on whole numbers from 0 to {divisor}, divided by {divisor}: give such numbers, or numbers in [0, 1] that are divided already.");
    }
}
