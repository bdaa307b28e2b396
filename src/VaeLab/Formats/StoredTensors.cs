using VaeLab.Numerics;

namespace VaeLab.Formats;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tensors">Its tensors by name.</param>
/// <param name="Metadata">What it says about them.</param>
public sealed record StoredTensors(string Path, IReadOnlyDictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MostFaults = 10;

    /// <summary>Copies each tensor into the parameter of its name; nothing is copied unless all fit.</summary>
    /// <param name="parameters">Those that the file must have, and no others.</param>
    /// <exception cref="InputException">A tensor is missing, has another shape, holds numbers that are not finite, or is not known; of each kind the first ten faults.</exception>
    public void Fill(IReadOnlyList<Parameter> parameters)
    {
        string[] extra = [.. Extra(parameters).Select(name => $"'{Path}' has a tensor '{name}', which the configuration knows nothing of.")];
        string[] faults = [.. First([.. parameters.Select(Fault).OfType<string>()]), .. First(extra)];
        if (faults.Length > 0)
            throw new InputException(faults);
        foreach (Parameter parameter in parameters)
            parameter.CopyFrom(Tensors[parameter.Name].Values);
    }

    /// <summary>The names of tensors that belong to no parameter.</summary>
    /// <param name="parameters">The parameters.</param>
    public IEnumerable<string> Extra(IReadOnlyList<Parameter> parameters) =>
        Tensors.Keys.Except(parameters.Select(parameter => parameter.Name), StringComparer.Ordinal);

    /// <summary>The same without some tensors.</summary>
    /// <param name="names">Their names.</param>
    public StoredTensors Without(IEnumerable<string> names)
    {
        HashSet<string> left = names.ToHashSet(StringComparer.Ordinal);
        return this with { Tensors = Tensors.Where(tensor => !left.Contains(tensor.Key)).ToDictionary(StringComparer.Ordinal) };
    }

    /// <summary>The same with other names. What <paramref name="from"/> does not match keeps its name.</summary>
    /// <param name="from">A whole name, or the beginning of one up to a dot; or a pattern, in which <c>*</c> stands for any text.</param>
    /// <param name="to">What takes its place; a <c>*</c> is the text that the other one stood for.</param>
    /// <exception cref="InputException">The pattern cannot be, it matches no tensor, or two tensors would have one name.</exception>
    public StoredTensors Rename(string from, string to)
    {
        string rule = $"{from}={to}";
        if (from.Length == 0 || from.Count('*') > 1 || to.Count('*') > from.Count('*'))
            throw new InputException($"'{rule}' is no way to rename: it needs a name or its beginning, = and another, for example module.= or fc1=encoder.0; with one * on either side at most, for example *.gamma=*.weight.");
        var renamed = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        bool matched = false;
        foreach ((string name, StoredTensor tensor) in Tensors)
        {
            string? other = Renamed(name, from, to);
            matched |= other is not null;
            if (!renamed.TryAdd(other ?? name, tensor))
                throw new InputException($"With '{rule}', two tensors of '{Path}' would be named '{other ?? name}': choose another name.");
        }

        return matched ? this with { Tensors = renamed } : throw new InputException($"'{rule}' matches no tensor of '{Path}', which has {string.Join(", ", Tensors.Keys.Take(MostFaults))}{(Tensors.Count > MostFaults ? ", …" : string.Empty)}.");
    }

    private static string? Renamed(string name, string from, string to)
    {
        int star = from.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            bool matches = name.StartsWith(from, StringComparison.Ordinal) && (name.Length == from.Length || from[^1] == '.' || name[from.Length] == '.');
            return matches ? to + name[from.Length..] : null;
        }

        (string before, string after) = (from[..star], from[(star + 1)..]);
        return name.Length >= before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
            ? to.Replace("*", name[before.Length..^after.Length], StringComparison.Ordinal)
            : null;
    }

    private static IEnumerable<string> First(string[] faults) => faults.Length <= MostFaults
        ? faults
        : [.. faults[..MostFaults], FormattableString.Invariant($"There are {faults.Length - MostFaults} more faults like these.")];

    private string? Fault(Parameter parameter)
    {
        if (!Tensors.TryGetValue(parameter.Name, out StoredTensor? tensor))
            return $"'{Path}' has no tensor '{parameter.Name}', which the configuration calls for.";
        if (!SafeTensorsReader.Floats.Contains(tensor.Type, StringComparer.Ordinal))
            return $"'{Path}' has '{parameter.Name}' as {tensor.Type}, and weights are read from {string.Join(", ", SafeTensorsReader.Floats)}: convert it, in PyTorch by tensor.float().";
        if (!Meaningful(tensor.Shape).SequenceEqual(Meaningful(parameter.Shape)))
            return $"'{Path}' has '{parameter.Name}' as {Text(tensor.Shape)}, and the configuration calls for {Text(parameter.Shape)}.";
        return Array.TrueForAll(tensor.Values, float.IsFinite) ? null
            : $"'{Path}' has numbers in '{parameter.Name}' that are not finite in float32: the training that made it has diverged.";
    }

    /// <summary>A shape without ones at its end, which do not change what numbers there are and in which order.</summary>
    private static IEnumerable<int> Meaningful(IReadOnlyList<int> shape) => shape.Reverse().SkipWhile(size => size == 1);

    private static string Text(IReadOnlyList<int> shape) => shape.Count == 0 ? "a single number" : string.Join(" × ", shape);
}
