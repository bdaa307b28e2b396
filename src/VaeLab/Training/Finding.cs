namespace VaeLab.Training;

/// <summary>Something that a training has run into: what was seen, what it most likely comes from, and what to do.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">In sentences, with the numbers that show it.</param>
public sealed record Finding(FindingKind Kind, string Message)
{
    /// <summary>Where to read on: a page and a heading below the repository's root.</summary>
    public string Help => "docs/troubleshooting.md#" + Kind switch
    {
        FindingKind.NotFinite => "the-loss-is-not-a-number",
        FindingKind.KlExplosion => "the-kl-explodes",
        FindingKind.Overfitting => "validation-rises-while-training-falls",
        FindingKind.CodebookCollapse => "codebook-collapse",
        FindingKind.DiscriminatorWon or FindingKind.DiscriminatorLost => "the-discriminator-has-won-or-lost",
        FindingKind.SilentLayers => "a-latent-layer-is-silent",
        _ => "posterior-collapse",
    };

    /// <summary>Whether it spoils the model.</summary>
    public bool IsWarning => Kind != FindingKind.UnusedDimensions;
}
