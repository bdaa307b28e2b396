using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>
/// A copy of a model's weights, to go back to: those of the last epoch, or, with early stopping, of the epoch with the lowest
/// validation loss.
/// </summary>
/// <param name="parameters">The model's.</param>
/// <param name="patience">Epochs without a lower validation loss after which it is time to stop; 0 for no early stopping.</param>
internal sealed class KeptWeights(IReadOnlyList<Parameter> parameters, int patience)
{
    /// <summary>The copies, named <c>kept.…</c>.</summary>
    public IReadOnlyList<Parameter> Weights { get; } =
        [.. parameters.Select(parameter => parameter.Companion("kept"))];

    /// <summary>The epoch after which the weights were these; 0 for those before the first.</summary>
    public int Epoch { get; set; }

    /// <summary>Whether the model has the copy at present, and the copy the weights.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>Whether these are the weights that early stopping chooses.</summary>
    public bool HasBest => patience > 0 && Epoch > 0;

    /// <summary>Copies the present weights.</summary>
    public void Take(int epoch)
    {
        Epoch = epoch;
        for (int i = 0; i < parameters.Count; i++)
            Weights[i].CopyFrom(parameters[i]);
    }

    /// <summary>Copies the weights after an epoch, the last of these, unless an earlier one is better.</summary>
    public void Observe(IReadOnlyList<EpochMetrics> history)
    {
        EpochMetrics last = history[^1];
        if (!HasBest || last.Validation.Total < history[Epoch - 1].Validation.Total)
            Take(last.Epoch);
    }

    /// <summary>Whether the validation loss has not fallen for as many epochs as there is patience.</summary>
    public bool IsEnough(IReadOnlyList<EpochMetrics> history) => patience > 0 && history.Count - Epoch >= patience;

    /// <summary>Exchanges the model's weights and the copy: once to have the copy, and once more to train on.</summary>
    public void Swap()
    {
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].Swap(Weights[i]);
        IsSwapped = !IsSwapped;
    }
}
