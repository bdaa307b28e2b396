using VaeLab.Numerics;

namespace VaeLab.Data;

/// <summary>What the files of a folder hold, or a file with arrays.</summary>
/// <param name="Training">The training samples; the last ones are the validation samples.</param>
/// <param name="Validation">How many of these the files say are for validation; null if they do not say.</param>
/// <param name="Test">The test samples, or null.</param>
/// <param name="Notes">What was changed and left out.</param>
/// <param name="Undivided">All samples, if nothing in them says which of them are for what; otherwise null.</param>
internal sealed record FolderData(SampleSet Training, int? Validation, SampleSet? Test, ReaderNotes Notes, SampleSet? Undivided = null)
{
    /// <summary>What whole numbers of an array were divided by; 1 for numbers as they are; null for bytes.</summary>
    public float? DividedBy { get; init; }

    /// <summary>Data of which nothing says what is for training: they are put in random order, always the same, and a tenth of them is the test set.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="dividedBy">What <see cref="DividedBy"/> is.</param>
    /// <param name="notes">What was changed and left out.</param>
    public static FolderData OfWhole(SampleSet samples, float? dividedBy, ReaderNotes notes)
    {
        const int Testing = 10;
        var order = new int[samples.Count];
        new RandomStream(0, RandomPurpose.Shuffle).Permute(order);
        SampleSet all = ArrangedSet.Reorder(samples, order);
        int testing = Math.Max(1, all.Count / Testing);
        return new(all.Slice(0, all.Count - testing), null, all.Slice(all.Count - testing, testing), notes, all) { DividedBy = dividedBy };
    }
}
