namespace VaeLab.Evaluation;

/// <summary>Where the encoder puts a set of images.</summary>
/// <param name="Means">Posterior means, count × <paramref name="Dimensions"/>, row by row.</param>
/// <param name="Dimensions">The number of latent dimensions d.</param>
/// <param name="Labels">The class of each image; empty for images without labels.</param>
public sealed record LatentCodes(float[] Means, int Dimensions, int[] Labels)
{
    /// <summary>What the classes are called, in the order of their labels; null where they have no names.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Which of the model's latent dimensions these are; null for all of them, in order.</summary>
    public IReadOnlyList<int>? Axes { get; init; }

    /// <summary>The number of images.</summary>
    public int Count => Means.Length / Dimensions;

    /// <summary>The same images in some of their dimensions only.</summary>
    /// <param name="axes">Which, in the order wanted.</param>
    public LatentCodes Along(IReadOnlyList<int> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return new([.. Enumerable.Range(0, Count).SelectMany(i => axes.Select(axis => Means[(i * Dimensions) + axis]))], axes.Count, Labels)
        {
            Axes = [.. axes.Select(axis => Axes?[axis] ?? axis)],
        };
    }
}
