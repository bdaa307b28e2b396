namespace VaeLab.Models;

/// <summary>What a <see cref="HierarchicalVae"/> has besides: the latent layers below the top one, and how they are inferred.</summary>
public sealed record HierarchicalOptions
{
    /// <summary>The most latent layers below the top one.</summary>
    internal const int MostLowerLayers = 7;

    /// <summary>
    /// Dimensions of the latent layers below the top one, from the image up: z₁, z₂, …. The top layer's are
    /// <see cref="ModelOptions.LatentDimensions"/>.
    /// </summary>
    public IReadOnlyList<int> Lower { get; init; } = [16];

    /// <summary>Units of each deterministic layer between two latent layers, on the way up and on the way down.</summary>
    public int Between { get; init; } = 128;

    /// <summary>How a layer is inferred from the image and the layer above.</summary>
    public Inference Inference { get; init; } = Inference.TopDown;

    /// <summary>Numbers of all weights between encoder and decoder, without biases.</summary>
    /// <param name="features">Numbers that the encoder's hidden layers give.</param>
    /// <param name="top">Dimensions of the top layer.</param>
    internal long Weights(int features, int top)
    {
        bool joins = Inference != Inference.Ladder;
        long sum = 2L * (Lower.Count == 0 ? features : Between) * top;
        for (int l = 0; l < Lower.Count; l++)
        {
            long below = l == 0 ? features : Between, above = l + 1 < Lower.Count ? Lower[l + 1] : top;
            sum += below * Between;                                                       // up
            sum += joins ? (below + above) * Between : 0;                                 // joined with the layer above
            sum += 2 * (joins ? Between : below) * Lower[l];                              // inferred: mean and log-variance
            sum += (above * Between) + (2L * Between * Lower[l]);                         // prior given the layer above
        }

        return sum;
    }

    /// <summary>Whether two say the same.</summary>
    public bool Equals(HierarchicalOptions? other) =>
        other is not null && Lower.SequenceEqual(other.Lower) && (Between, Inference) == (other.Between, other.Inference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Lower.Count, Between, Inference);

    /// <summary>What cannot be, each fault in a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Lower.Count is 0 or > MostLowerLayers)
            yield return FormattableString.Invariant($"--lower-layers names {Lower.Count} layers; it needs from 1 to {MostLowerLayers}, for example 16.");
        foreach (int dimensions in Lower.Where(dimensions => dimensions is < 1 or > ModelOptions.MaxLatentDimensions).Distinct())
            yield return FormattableString.Invariant($"--lower-layers has a layer of {dimensions} dimensions; each needs from 1 to {ModelOptions.MaxLatentDimensions}, for example 16.");
        if (Between is < 1 or > ModelOptions.MaxHiddenUnits)
            yield return FormattableString.Invariant($"--between is {Between}; it needs a whole number of units from 1 to {ModelOptions.MaxHiddenUnits}, for example 128.");
        if (!Enum.IsDefined(Inference))
            yield return FormattableString.Invariant($"--inference is {(int)Inference}; it needs one of {string.Join(", ", Enum.GetNames<Inference>())}.");
    }
}
