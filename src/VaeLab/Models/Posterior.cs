namespace VaeLab.Models;

/// <summary>What an encoder can answer with: Gaussians, down to those that are a single point.</summary>
public enum Posterior
{
    /// <summary>Independent dimensions, N(μ, diag σ²).</summary>
    Diagonal,

    /// <summary>Any covariance, N(μ, LLᵀ) with L lower triangular.</summary>
    Full,

    /// <summary>No spread: each image has one code, as in an autoencoder. There is no KL then.</summary>
    Point,
}
