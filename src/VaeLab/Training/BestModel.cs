using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>Remembers the weights with the lowest validation loss, and when it is time to stop.</summary>
internal sealed class BestModel(IReadOnlyList<Parameter> parameters, int patience)
{
    private readonly float[][] _weights = [.. parameters.Select(parameter => new float[parameter.Length])];
    private double _lowest = double.PositiveInfinity;
    private int _epochsSince;

    /// <summary>Takes note of an epoch.</summary>
    /// <returns>Whether the loss has not fallen for as many epochs as there is patience.</returns>
    public bool Observe(double validationLoss)
    {
        if (validationLoss < _lowest)
        {
            (_lowest, _epochsSince) = (validationLoss, 0);
            for (int i = 0; i < parameters.Count; i++)
                parameters[i].CopyTo(_weights[i]);
        }
        else
        {
            _epochsSince++;
        }

        return _epochsSince >= patience;
    }

    /// <summary>Puts the best weights back.</summary>
    public void Restore()
    {
        for (int i = 0; i < parameters.Count && double.IsFinite(_lowest); i++)
            parameters[i].CopyFrom(_weights[i]);
    }
}
