namespace VaeLab.Models;

/// <summary>The models that there are.</summary>
public enum ModelFamily
{
    /// <summary>The variational autoencoder: <see cref="Models.Vae"/>.</summary>
    Vae,

    /// <summary>The conditional variational autoencoder: <see cref="ConditionalVae"/>.</summary>
    Conditional,

    /// <summary>The adversarial autoencoder: <see cref="AdversarialAutoencoder"/>.</summary>
    Adversarial,

    /// <summary>The vector-quantized variational autoencoder: <see cref="VqVae"/>.</summary>
    Vq,

    /// <summary>The hierarchical variational autoencoder: <see cref="HierarchicalVae"/>.</summary>
    Hierarchical,

    /// <summary>The VAE with the discriminator of a GAN: <see cref="Models.VaeGan"/>.</summary>
    VaeGan,
}
