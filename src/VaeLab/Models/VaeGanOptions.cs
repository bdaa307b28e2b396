using VaeLab.Data;
using VaeLab.Distributions;

namespace VaeLab.Models;

/// <summary>A VAE whose decoder is the generator of a GAN: see <see cref="VaeGan"/>.</summary>
public sealed record VaeGanOptions : KindOptions
{
    // Three samples are judged, each by two layers, twice; a step decodes three codes of a sample.
    private const int Judged = 12, Decoded = 3;

    /// <summary>All options, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<VaeGanOptions>> Settings { get; } =
    [
        Discriminator.WeightSetting<VaeGanOptions>(nameof(Weight), o => o.Weight, (o, v) => o with { Weight = v }),
        Discriminator.UnitsSetting<VaeGanOptions>(nameof(Units), o => o.Units, (o, v) => o with { Units = v }),
    ];

    /// <inheritdoc/>
    public override string Name => "vae-gan";

    /// <summary>λ, or 1/γ, the weight of deceiving the discriminator beside the learnt similarity.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Units of each of the discriminator's two hidden layers.</summary>
    public int Units { get; init; } = 256;

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) =>
        new VaeGan(shape, options, options.CreatePrior(), options.CreateLikelihood(), seed);

    /// <inheritdoc/>
    public override long Weights(SampleShape shape, ModelOptions options, int features) =>
        base.Weights(shape, options, features) + Discriminator.Weights(shape.Length, Units);

    /// <inheritdoc/>
    public override KindMemory Memory(SampleShape shape, ModelOptions options, int features) =>
        new(Units: (2.0 * Decoded * shape.Length) + (Judged * Units), DecoderPasses: Decoded, LargestLayer: (Units, Math.Max(Units, shape.Length)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults(ModelOptions options)
    {
        foreach (string fault in Settings.SelectMany(setting => setting.Faults(this)))
            yield return fault;
        if (options.Likelihood is not Likelihoods.Bernoulli)
            yield return $"ModelOptions.Likelihood is {options.Likelihood}; the discriminator of a VAE-GAN looks at probabilities of ink: use ModelOptions.Likelihood = {Likelihoods.Bernoulli}.";
    }
}
