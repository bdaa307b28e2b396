using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Formats;

namespace VaeLab.Models;

/// <summary>A hierarchical VAE: the latent layers below the top one, and how they are inferred. See <see cref="HierarchicalVae"/>.</summary>
public sealed record HierarchicalOptions : KindOptions
{
    /// <summary>The most latent layers below the top one.</summary>
    internal const int MostLowerLayers = 7;

    /// <summary>All options, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<HierarchicalOptions>> Settings { get; } =
    [
        Setting.Other<HierarchicalOptions>(
            nameof(Lower), "--lower-layers", "N,N,…", "dimensions of the latent layers below the top one, from the image up",
            o => string.Join(',', o.Lower.Select(units => SettingText.Text(units))), (o, text) => o with { Lower = SettingText.Wholes(text) }, LowerFaults),
        Setting.Whole<HierarchicalOptions>(nameof(Between), "--between", "units of each layer between two latent layers", o => o.Between, (o, v) => o with { Between = v }, 1, ModelOptions.MaxHiddenUnits),
        Setting.Choice<HierarchicalOptions, Inference>(nameof(Inference), "--inference", $"how lower layers are inferred: {SettingText.Words<Inference>()}", o => o.Inference, (o, v) => o with { Inference = v }),
    ];

    /// <inheritdoc/>
    public override string Name => "hierarchical";

    /// <inheritdoc/>
    public override IReadOnlyList<Posterior> Posteriors => [Posterior.Diagonal];

    /// <summary>
    /// Dimensions of the latent layers below the top one, from the image up: z₁, z₂, …. The top layer's are
    /// <see cref="ModelOptions.LatentDimensions"/>.
    /// </summary>
    public IReadOnlyList<int> Lower { get; init; } = [16];

    /// <summary>Units of each deterministic layer between two latent layers, on the way up and on the way down.</summary>
    public int Between { get; init; } = 128;

    /// <summary>How a layer is inferred from the image and the layer above.</summary>
    public Inference Inference { get; init; } = Inference.TopDown;

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) =>
        new HierarchicalVae(shape, options, options.CreatePrior(), options.CreateLikelihood(), seed);

    /// <inheritdoc/>
    public override int DecoderInputs(ModelOptions options) => Lower[0];

    /// <inheritdoc/>
    public override long Weights(SampleShape shape, ModelOptions options, int features)
    {
        int top = options.LatentDimensions;
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

    /// <summary>On the way up, joined with the layer above, and down; and each layer's Gaussians.</summary>
    /// <inheritdoc/>
    public override KindMemory Memory(SampleShape shape, ModelOptions options, int features) =>
        new(Units: (3.0 * Lower.Count * Between) + (8.0 * (Lower.Sum() + options.LatentDimensions)), LargestLayer: (Between, Math.Max(Between, features)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults(ModelOptions options) => Settings.SelectMany(setting => setting.Faults(this));

    /// <summary>Whether two say the same.</summary>
    public bool Equals(HierarchicalOptions? other) =>
        other is not null && Lower.SequenceEqual(other.Lower) && (Between, Inference) == (other.Between, other.Inference);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Lower.Count, Between, Inference);

    private static IEnumerable<string> LowerFaults(HierarchicalOptions options, string member)
    {
        if (options.Lower.Count is 0 or > MostLowerLayers)
            yield return FormattableString.Invariant($"{member} names {options.Lower.Count} layers; it needs from 1 to {MostLowerLayers}, for example 16.");
        foreach (int dimensions in options.Lower.Where(dimensions => dimensions is < 1 or > ModelOptions.MaxLatentDimensions).Distinct())
            yield return FormattableString.Invariant($"{member} has a layer of {dimensions} dimensions; each needs from 1 to {ModelOptions.MaxLatentDimensions}, for example 16.");
    }
}

/// <summary>How a <see cref="HierarchicalVae"/> infers a latent layer below the top one from the image and the layer above.</summary>
[JsonConverter(typeof(KebabCaseEnum<Inference>))]
public enum Inference
{
    /// <summary>q(zₗ|x, zₗ₊₁) is a network of its own, of what the image says and of the layer above.</summary>
    TopDown,

    /// <summary>What the image says, a Gaussian, times the prior p(zₗ|zₗ₊₁): merged by precision (Sønderby et al. 2016).</summary>
    Ladder,
}
