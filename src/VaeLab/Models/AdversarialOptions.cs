using VaeLab.Data;
using VaeLab.Distributions;

namespace VaeLab.Models;

/// <summary>An adversarial autoencoder: see <see cref="AdversarialAutoencoder"/>.</summary>
public sealed record AdversarialOptions : KindOptions
{
    // A discriminator of two layers judges codes, points of the prior and, frozen, codes once more.
    private const int Judged = 6;

    /// <summary>All options, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<AdversarialOptions>> Settings { get; } =
    [
        Setting.Choice<AdversarialOptions, PriorShape>(nameof(Shape), "--prior-shape", $"the prior: {SettingText.Words<PriorShape>()}", o => o.Shape, (o, v) => o with { Shape = v }),
        Discriminator.WeightSetting<AdversarialOptions>(nameof(Weight), o => o.Weight, (o, v) => o with { Weight = v }),
        Discriminator.UnitsSetting<AdversarialOptions>(nameof(Units), o => o.Units, (o, v) => o with { Units = v }),
    ];

    /// <inheritdoc/>
    public override string Name => "adversarial";

    /// <summary>The prior; a Gaussian one takes the prior's mean and covariance.</summary>
    public PriorShape Shape { get; init; } = PriorShape.Gaussian;

    /// <summary>λ, the weight of deceiving the discriminator beside the reconstruction.</summary>
    public double Weight { get; init; } = 20;

    /// <summary>Units of each of the discriminator's two hidden layers.</summary>
    public int Units { get; init; } = 256;

    /// <inheritdoc/>
    public override IReadOnlyList<Posterior> Posteriors => [Posterior.Point];

    /// <inheritdoc/>
    public override bool TakesLabels => true;

    /// <inheritdoc/>
    public override string WhyNoKlWeight => "an adversarial autoencoder has no KL; use AdversarialOptions.Weight";

    /// <inheritdoc/>
    public override string PriorName(ModelOptions options) => Shape == PriorShape.Gaussian ? base.PriorName(options) : Shape.Word();

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) =>
        new AdversarialAutoencoder(shape, options, options.CreatePrior(), options.CreateLikelihood(), seed);

    /// <inheritdoc/>
    public override long Weights(SampleShape shape, ModelOptions options, int features) =>
        base.Weights(shape, options, features) + Discriminator.Weights(options.LatentDimensions, Units);

    /// <inheritdoc/>
    public override KindMemory Memory(SampleShape shape, ModelOptions options, int features) =>
        new(Units: Judged * Units, LargestLayer: (Units, Math.Max(Units, features)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults(ModelOptions options)
    {
        foreach (string fault in Settings.SelectMany(setting => setting.Faults(this)))
            yield return fault;
        if (Shape == PriorShape.Gaussian)
            yield break;
        if (options.LatentDimensions != 2)
            yield return FormattableString.Invariant($"AdversarialOptions.Shape = {Shape} lies in a plane, and ModelOptions.LatentDimensions is {options.LatentDimensions}; it needs 2.");
        if (options.PriorMean is not null || options.PriorCovariance is not null)
            yield return "ModelOptions.PriorMean and ModelOptions.PriorCovariance are those of a Gaussian; leave them out with another AdversarialOptions.Shape.";
        if (options.Prior is not null and not Priors.Gaussian)
            yield return $"ModelOptions.Prior = {options.Prior} and AdversarialOptions.Shape = {Shape} both say what the prior is; leave one of them out.";
    }
}
