using VaeLab.Data;

namespace VaeLab.Training;

/// <summary>Labels as a model sees them: rows of zeros with a 1 at the class.</summary>
public static class OneHot
{
    /// <summary>Writes labels as rows.</summary>
    /// <param name="labels">The classes, each from 0 to <paramref name="classes"/> − 1.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="target">Receives labels × classes.</param>
    /// <exception cref="InputException">There is no such class.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="target"/> is too short.</exception>
    public static void Fill(ReadOnlySpan<int> labels, int classes, Span<float> target)
    {
        target[..(labels.Length * classes)].Clear();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new InputException(FormattableString.Invariant($"The data have a label {labels[i]}, and the model knows the classes 0 to {classes - 1}: give data with these, or train a model with more."));
            target[(i * classes) + labels[i]] = 1;
        }
    }

    /// <summary>Writes the labels of neighbouring samples as rows.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="start">The first one.</param>
    /// <param name="count">How many.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="target">Receives count × classes.</param>
    /// <exception cref="InputException">The samples have no labels, or one is too large.</exception>
    public static void Fill(SampleSet samples, int start, int count, int classes, Span<float> target) =>
        Fill(samples.RequiredLabels.Span.Slice(start, count), classes, target);
}
