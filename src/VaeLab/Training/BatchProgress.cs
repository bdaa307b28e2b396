namespace VaeLab.Training;

/// <summary>Where a training stands after a batch.</summary>
/// <param name="Epoch">The present epoch, from 1.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="Batch">The batch just done, from 1.</param>
/// <param name="Batches">All batches of an epoch.</param>
/// <param name="Mean">The mean loss over the epoch's images so far.</param>
/// <param name="ImagesPerSecond">Images trained on a second, over this epoch.</param>
/// <param name="Remaining">Until the end of the last epoch, at the pace so far.</param>
public readonly record struct BatchProgress(
    int Epoch, int Epochs, int Batch, int Batches, Loss Mean, double ImagesPerSecond, TimeSpan Remaining);
