namespace VaeLab.Training;

/// <summary>A mean of losses over batches of different sizes, each image counting the same.</summary>
internal struct LossMean
{
    private double _reconstruction;
    private double _kl;

    /// <summary>The images so far.</summary>
    public int Count { get; private set; }

    /// <summary>The mean so far.</summary>
    public readonly Loss Value => new(_reconstruction / Count, _kl / Count);

    /// <summary>Adds the mean loss of so many images.</summary>
    public void Add(Loss loss, int count)
    {
        _reconstruction += loss.Reconstruction * count;
        _kl += loss.Kl * count;
        Count += count;
    }
}
