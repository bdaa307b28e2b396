using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>What a dataset was made of: what its reader took, what it changed and what it left out.</summary>
/// <param name="Shape">The shape of one sample.</param>
/// <param name="Training">Samples to train on.</param>
/// <param name="Validation">Samples to choose by.</param>
/// <param name="Test">Samples to judge by; 0 for data without a test set.</param>
/// <param name="Classes">How many different labels there are; 0 for data without labels.</param>
/// <param name="ClassNames">What the classes are called, in the order of their labels; null where they have no names.</param>
/// <param name="Notes">What the reader says about it.</param>
public sealed record DataReading(SampleShape Shape, int Training, int Validation, int Test, int Classes, IReadOnlyList<string>? ClassNames, ReaderNotes Notes)
{
    private const int MostNames = 12;

    /// <summary>Whether the line tells the sets apart; not where all samples are taken together.</summary>
    public bool IsDivided { get; init; } = true;

    /// <summary>What may make the data useless, a sentence each.</summary>
    public IReadOnlyList<string> Warnings => Notes.Warnings;

    /// <summary>
    /// A line, for example <c>1,797 images of 8 × 8 (1,456 training, 161 validation, 180 test), 10 classes, colours made gray; left out:
    /// 30 .txt, 2 unreadable</c>.
    /// </summary>
    public override string ToString()
    {
        string sets = Invariant($"{Training:N0} training, {Validation:N0} validation") + (Test > 0 ? Invariant($", {Test:N0} test") : string.Empty);
        string classes = Classes < 2 ? string.Empty : Invariant($", {Classes:N0} classes") + (ClassNames is { Count: <= MostNames } names ? $" ({string.Join(", ", names)})" : string.Empty);
        int all = Training + Validation + Test;
        bool hasColours = Shape is { IsImage: true, Channels: 3 };
        string what = (hasColours ? "colour image" : Shape.IsImage ? "image" : "sample") + (all == 1 ? string.Empty : "s");
        string leftOut = Notes.LeftOut.Count == 0 ? string.Empty : $"; left out: {Counts(Notes.LeftOut)}";
        return Invariant($"{all:N0} {what} of {(hasColours ? Shape with { Channels = 1 } : Shape)}{(IsDivided ? $" ({sets})" : string.Empty)}{classes}{string.Concat(Notes.Changes.Select(change => $", {change}"))}{leftOut}");
    }

    /// <summary>For example <c>30 .jpg, 2 unreadable</c>.</summary>
    internal static string Counts(IEnumerable<(string What, int Count)> leftOut) => string.Join(", ", leftOut.Select(left => Invariant($"{left.Count:N0} {left.What}")));
}
