namespace VaeLab.Evaluation;

/// <summary>Where the encoder puts a set of images.</summary>
/// <param name="Means">Posterior means, count × <paramref name="Dimensions"/>, row by row.</param>
/// <param name="Dimensions">The number of latent dimensions d.</param>
/// <param name="Labels">The class of each image.</param>
public sealed record LatentCodes(float[] Means, int Dimensions, byte[] Labels)
{
    /// <summary>The number of images.</summary>
    public int Count => Labels.Length;
}
