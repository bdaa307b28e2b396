namespace VaeLab.Training;

/// <summary>Remembers the weights with the lowest validation loss, and when it is time to stop.</summary>
internal sealed class BestModel(WeightSnapshot weights, int patience)
{
    private double _lowest = double.PositiveInfinity;

    /// <summary>Takes note of an epoch.</summary>
    /// <returns>Whether the loss has not fallen for as many epochs as there is patience.</returns>
    public bool Observe(int epoch, double validationLoss)
    {
        if (validationLoss < _lowest)
        {
            _lowest = validationLoss;
            weights.Take(epoch);
        }

        return epoch - weights.Epoch >= patience;
    }
}
