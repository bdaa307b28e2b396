using VaeLab.Numerics;

namespace VaeLab.Formats;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensors">Its tensors by name.</param>
/// <param name="Metadata">What it says about them.</param>
public sealed record StoredTensors(string Path, IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Copies each tensor into the parameter of its name; nothing is copied unless all fit.</summary>
    /// <param name="parameters">Those that the file must have, and no others.</param>
    /// <exception cref="InputException">A tensor is missing, has another shape, holds numbers that are not finite, or is not known; all faults together.</exception>
    public void Fill(IReadOnlyList<Parameter> parameters)
    {
        string[] faults =
        [
            .. parameters.Select(Fault).OfType<string>(),
            .. Tensors.Keys.Except(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal)
                .Select(name => $"'{Path}' has a tensor '{name}', which the configuration knows nothing of."),
        ];
        if (faults.Length > 0)
            throw new InputException(faults);
        foreach (Parameter parameter in parameters)
            parameter.CopyFrom(Tensors[parameter.Name].Values);
    }

    private string? Fault(Parameter parameter)
    {
        if (!Tensors.TryGetValue(parameter.Name, out StoredTensor? tensor))
            return $"'{Path}' has no tensor '{parameter.Name}', which the configuration calls for.";
        if (tensor.Values.Length != parameter.Length || tensor.Shape.FirstOrDefault(1) != parameter.Rows)
            return FormattableString.Invariant($"'{Path}' has '{parameter.Name}' as {string.Join(" × ", tensor.Shape)}, and the configuration calls for {parameter.Rows} × {parameter.Columns}.");
        return Array.TrueForAll(tensor.Values, float.IsFinite) ? null
            : $"'{Path}' has numbers in '{parameter.Name}' that are not finite: the training that made it has diverged.";
    }
}
