using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>A copy of a model's weights, to go back to.</summary>
internal sealed class WeightSnapshot(IReadOnlyList<Parameter> parameters)
{
    private readonly float[][] _weights = [.. parameters.Select(parameter => new float[parameter.Length])];

    /// <summary>The epoch after which the weights were these; 0 for those before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Copies the present weights.</summary>
    public void Take(int epoch)
    {
        Epoch = epoch;
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].CopyTo(_weights[i]);
    }

    /// <summary>Puts the copy back.</summary>
    public void Restore()
    {
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].CopyFrom(_weights[i]);
    }
}
