namespace VaeLab.Training;

/// <summary>Remembers the weights with the lowest validation loss, and when it is time to stop.</summary>
internal sealed class BestModel(WeightSnapshot weights, int patience)
{
    /// <summary>Takes note of an epoch, the last of these.</summary>
    public void Observe(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics last = history[^1];
        if (weights.Epoch == 0 || last.Validation.Total < history[weights.Epoch - 1].Validation.Total)
            weights.Take(last.Epoch);
    }

    /// <summary>Whether the loss has not fallen for as many epochs as there is patience.</summary>
    public bool IsEnough(IReadOnlyList<EpochMetrics> history) => history.Count - weights.Epoch >= patience;
}
