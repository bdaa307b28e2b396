namespace VaeLab.Training;

/// <summary>What can go wrong in a training without stopping the program. Each has its entry in <c>docs/troubleshooting.md</c>.</summary>
public enum FindingKind
{
    /// <summary>The loss is no longer a finite number.</summary>
    NotFinite,

    /// <summary>No latent dimension depends on the image.</summary>
    PosteriorCollapse,

    /// <summary>Some latent dimensions do not depend on the image, which in a large latent space is no trouble.</summary>
    UnusedDimensions,

    /// <summary>The codes are far longer than any image needs.</summary>
    KlExplosion,

    /// <summary>The validation loss rises while the training loss falls.</summary>
    Overfitting,

    /// <summary>Few codes of a codebook are used, or the same ones for all images.</summary>
    CodebookCollapse,

    /// <summary>A discriminator tells codes and prior apart at once, and nothing can be learnt from it.</summary>
    DiscriminatorWon,

    /// <summary>A discriminator sees no difference between codes and prior, and there is one.</summary>
    DiscriminatorLost,

    /// <summary>Some latent layers of a hierarchy say nothing of the image.</summary>
    SilentLayers,
}
