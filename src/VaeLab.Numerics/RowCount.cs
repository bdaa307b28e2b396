namespace VaeLab.Numerics;

/// <summary>How many rows a tensor has: so many for each sample of a batch, so many in any case, or a single one for all of the batch.</summary>
/// <param name="ForSample">Rows for each sample; 0 for rows that do not follow from the batch.</param>
/// <param name="InAnyCase">Rows whatever the batch is; 0 for rows of samples.</param>
internal readonly record struct RowCount(int ForSample, int InAnyCase)
{
    /// <summary>Whether it is the single row of what belongs to the whole batch.</summary>
    public bool IsSingle => this == default;

    /// <summary>So many rows for each sample.</summary>
    public static RowCount PerSample(int rows) => new(rows, 0);

    /// <summary>So many rows, whatever the batch is.</summary>
    public static RowCount Fixed(int rows) => new(0, rows);

    /// <summary>The rows for a batch of some samples.</summary>
    public int Of(int samples) => IsSingle ? 1 : checked(ForSample * samples) + InAnyCase;

    /// <inheritdoc/>
    public override string ToString() =>
        IsSingle ? "a single row" : ForSample > 0 ? FormattableString.Invariant($"{ForSample} for each sample") : FormattableString.Invariant($"{InAnyCase} of their own");
}
