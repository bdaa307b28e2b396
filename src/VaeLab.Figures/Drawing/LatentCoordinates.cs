using VaeLab.Evaluation;

namespace VaeLab.Figures.Drawing;

/// <summary>The first few coordinates of the codes that can be drawn: those in which all of these are finite.</summary>
/// <param name="Axes">Coordinate by coordinate, one number a code.</param>
/// <param name="Labels">The classes; empty for codes without.</param>
/// <param name="ClassNames">Their names, or null.</param>
/// <param name="Skipped">How many were left out.</param>
/// <param name="Names">Which of the model's latent dimensions these are; null for the first ones.</param>
internal sealed record LatentCoordinates(double[][] Axes, int[] Labels, IReadOnlyList<string>? ClassNames, int Skipped, IReadOnlyList<int>? Names = null)
{
    /// <exception cref="ArgumentException">The codes do not fit together, have fewer coordinates, or none is finite.</exception>
    public static LatentCoordinates From(LatentCodes codes, int coordinates)
    {
        Check(codes);
        if (codes.Dimensions < coordinates)
            throw new ArgumentException(Words.Invariant($"The codes have {codes.Dimensions} dimensions and this figure needs {coordinates}: draw them with {nameof(LatentPlane)}."), nameof(codes));

        var d = codes.Dimensions;
        var kept = Enumerable.Range(0, codes.Count)
            .Where(i => codes.Means.AsSpan(i * d, coordinates).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue) < 0)
            .ToArray();
        if (kept.Length == 0)
            throw new ArgumentException(Words.Invariant($"None of the {codes.Count} codes is finite: the model's weights are broken. Has the training diverged? Lower the learning rate."), nameof(codes));
        return new LatentCoordinates(
            [.. Enumerable.Range(0, coordinates).Select(axis => kept.Select(i => (double)codes.Means[(i * d) + axis]).ToArray())],
            codes.Labels.Length == 0 ? [] : [.. kept.Select(i => codes.Labels[i])],
            codes.ClassNames,
            codes.Count - kept.Length,
            codes.Axes);
    }

    /// <summary>How many codes there are.</summary>
    public int Count => Axes[0].Length;

    /// <summary>What a coordinate is called, such as z₀.</summary>
    public string Name(int axis) => Words.Axis(Names?[axis] ?? axis);

    /// <summary>Two of the coordinates; zero stands for one that is not there.</summary>
    public LatentPoints Plane(int x, int y) => new(Axes[x], y < Axes.Length ? Axes[y] : new double[Count], Labels, ClassNames, Skipped);

    private static void Check(LatentCodes codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        if (codes.Dimensions < 1)
            throw new ArgumentException(Words.Invariant($"The codes have {codes.Dimensions} dimensions: at least 1 is needed."), nameof(codes));
        if (codes.Count == 0)
            throw new ArgumentException("There are no codes: encode at least one image.", nameof(codes));
        if (codes.Means.Length % codes.Dimensions != 0)
            throw new ArgumentException(Words.Invariant($"There are {codes.Means.Length} numbers for codes of {codes.Dimensions} dimensions: a multiple of that is needed."), nameof(codes));
        if (codes.Labels.Length != 0 && codes.Labels.Length != codes.Count)
            throw new ArgumentException(Words.Invariant($"There are {codes.Labels.Length} classes for {codes.Count} codes: give one for each, or none."), nameof(codes));
    }
}
