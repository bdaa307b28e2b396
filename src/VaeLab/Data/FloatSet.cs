using static System.FormattableString;

namespace VaeLab.Data;

/// <summary>Samples as floats in memory: a view that owns no values and copies none. The values may be any finite numbers.</summary>
public sealed class FloatSet : SampleSet
{
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>Takes values, with labels or without.</summary>
    /// <param name="values">Count × (channels · height · width) finite numbers, sample by sample.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="labels">The class of each sample, 0 or more; empty for none.</param>
    /// <exception cref="ArgumentException">The values are no whole number of samples, or labels are not one for each.</exception>
    public FloatSet(ReadOnlyMemory<float> values, SampleShape shape, ReadOnlyMemory<int> labels = default)
        : base(shape, values.Length / Math.Max(1, shape.Length), labels)
    {
        if (values.Length % shape.Length != 0)
            throw new ArgumentException(Invariant($"{values.Length} values do not make samples of {shape}, which have {shape.Length} each."), nameof(values));
        _values = values;
    }

    /// <inheritdoc/>
    protected override void Read(int start, int count, Span<float> target) => _values.Span.Slice(start * Shape.Length, count * Shape.Length).CopyTo(target);
}
