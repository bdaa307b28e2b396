using VaeLab.Layers;

namespace VaeLab.Models;

/// <summary>The shape of a VAE.</summary>
public sealed record ModelOptions
{
    /// <summary>The largest latent space and the widest hidden layer: beyond is a typing error rather than a wish.</summary>
    public const int MaxLatentDimensions = 512, MaxHiddenUnits = 65_536, MaxHiddenLayers = 64;

    /// <summary>d, the dimensions of the latent space.</summary>
    public int LatentDimensions { get; init; } = 2;

    /// <summary>Units of the encoder's hidden layers, from the image on; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [512, 256];

    /// <summary>What the hidden layers of encoder and decoder do to their sums.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Which Gaussians the encoder answers with.</summary>
    public Posterior Posterior { get; init; } = Posterior.Diagonal;

    /// <summary>What cannot be built, each fault in a sentence.</summary>
    public IEnumerable<string> Faults()
    {
        if (LatentDimensions is < 1 or > MaxLatentDimensions)
            yield return FormattableString.Invariant($"--latent-dim is {LatentDimensions}; it needs a whole number from 1 to {MaxLatentDimensions}, for example 2.");
        if (Hidden.Count is 0 or > MaxHiddenLayers)
            yield return FormattableString.Invariant($"--hidden names {Hidden.Count} layers; it needs from 1 to {MaxHiddenLayers}, for example 512,256.");
        foreach (int units in Hidden.Where(units => units is < 1 or > MaxHiddenUnits).Distinct())
            yield return FormattableString.Invariant($"--hidden has a layer of {units} units; each needs from 1 to {MaxHiddenUnits}, for example 512,256.");
        if (!Enum.IsDefined(Activation))
            yield return FormattableString.Invariant($"--activation is {(int)Activation}; it needs one of {string.Join(", ", Enum.GetNames<Activation>())}.");
        if (!Enum.IsDefined(Posterior))
            yield return FormattableString.Invariant($"--posterior is {(int)Posterior}; it needs one of {string.Join(", ", Enum.GetNames<Posterior>())}.");
    }
}
