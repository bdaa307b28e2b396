namespace VaeLab.Training;

/// <summary>A mean of losses over batches of different sizes, each image counting the same.</summary>
/// <param name="Reconstruction">Sum of the reconstruction over the images so far.</param>
/// <param name="Kl">Sum of the KL over the images so far.</param>
/// <param name="Count">The images so far.</param>
internal readonly record struct LossMean(double Reconstruction, double Kl, int Count)
{
    /// <summary>The mean so far.</summary>
    public Loss Mean() => new(Reconstruction / Count, Kl / Count);

    /// <summary>Together with the mean loss of so many images more.</summary>
    public LossMean Add(Loss loss, int count) =>
        new(Reconstruction + (loss.Reconstruction * count), Kl + (loss.Kl * count), Count + count);
}
