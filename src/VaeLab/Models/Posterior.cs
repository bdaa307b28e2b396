namespace VaeLab.Models;

/// <summary>Which Gaussians an encoder can answer with.</summary>
public enum Posterior
{
    /// <summary>Independent dimensions, N(μ, diag σ²).</summary>
    Diagonal,

    /// <summary>Any covariance, N(μ, LLᵀ) with L lower triangular.</summary>
    Full,
}
