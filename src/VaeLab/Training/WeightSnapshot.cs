using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>A copy of a model's weights, to go back to.</summary>
internal sealed class WeightSnapshot(IReadOnlyList<Parameter> parameters)
{
    /// <summary>The copies, named <c>kept.…</c>.</summary>
    public IReadOnlyList<Parameter> Weights { get; } =
        [.. parameters.Select(parameter => new Parameter($"kept.{parameter.Name}", parameter.Rows, parameter.Columns))];

    /// <summary>The epoch after which the weights were these; 0 for those before the first.</summary>
    public int Epoch { get; set; }

    /// <summary>Copies the present weights.</summary>
    public void Take(int epoch)
    {
        Epoch = epoch;
        for (int i = 0; i < parameters.Count; i++)
            Weights[i].CopyFrom(parameters[i]);
    }

    /// <summary>Puts the copy back.</summary>
    public void Restore()
    {
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].CopyFrom(Weights[i]);
    }
}
