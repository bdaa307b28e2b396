using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>What a reader says about the files of a dataset.</summary>
public sealed record ReaderNotes
{
    /// <summary>12 bits that are stored in 16 end at 16 of 255.</summary>
    private const byte MostOfDark = 31;

    /// <summary>What it changed, for example <c>colours made gray</c>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What it left out and how many of each kind, for example 30 of <c>.txt</c>.</summary>
    public IReadOnlyList<(string What, int Count)> LeftOut { get; init; } = [];

    /// <summary>What may make the data useless, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Adds what the samples show: that all are alike, or nearly black.</summary>
    internal ReaderNotes With(SampleSet samples) => this with { Warnings = [.. Warnings, .. SampleWarnings(samples)] };

    private static IEnumerable<string> SampleWarnings(SampleSet samples)
    {
        if (samples.Count > 1 && AllAlike(samples))
            yield return Invariant($"All {samples.Count:N0} samples are the same, so there is nothing to learn: check that these are the right files.");
        else if (samples is ImageSet { Count: > 0 } images && images.Brightest() is var brightest and <= MostOfDark)
            yield return Invariant($"The brightest value of all images is {brightest} of 255, so they are nearly black: scale them to the range from 0 to 255, for example masks of 0 and 1 by 255, and 12 bits that are stored in 16 by 16.");
    }

    private static bool AllAlike(SampleSet samples)
    {
        int length = samples.Shape.Length;
        float[] first = new float[length], other = new float[length];
        samples.Fill(0, 1, first);
        for (int i = 1; i < samples.Count; i++)
        {
            samples.Fill(i, 1, other);
            if (!other.AsSpan().SequenceEqual(first))
                return false;
        }

        return true;
    }
}
