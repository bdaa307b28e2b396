namespace VaeLab.Models;

/// <summary>How a <see cref="HierarchicalVae"/> infers a latent layer below the top one from the image and the layer above.</summary>
public enum Inference
{
    /// <summary>q(zₗ|x, zₗ₊₁) is a network of its own, of what the image says and of the layer above.</summary>
    TopDown,

    /// <summary>What the image says, a Gaussian, times the prior p(zₗ|zₗ₊₁): merged by precision (Sønderby et al. 2016).</summary>
    Ladder,
}
