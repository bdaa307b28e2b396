namespace VaeLab.Evaluation;

/// <summary>Where the encoder puts a set of images.</summary>
/// <param name="Means">Posterior means, count × <paramref name="Dimensions"/>, row by row.</param>
/// <param name="Dimensions">The number of latent dimensions d.</param>
/// <param name="Labels">The class of each image; empty for images without labels.</param>
public sealed record LatentCodes(float[] Means, int Dimensions, int[] Labels)
{
    /// <summary>What the classes are called, in the order of their labels; null where they have no names.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The number of images.</summary>
    public int Count => Means.Length / Dimensions;
}
