using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Distributions;

/// <summary>N(μ, diag σ²) for each image of a batch: the posterior q(z|x) that an encoder outputs.</summary>
/// <param name="Mean">μ, batch × d.</param>
/// <param name="LogVariance">ln σ², batch × d.</param>
public sealed record DiagonalGaussian(Tensor Mean, Tensor LogVariance)
{
    /// <summary>
    /// z = μ + σ ⊙ ε, the reparameterization trick (Kingma &amp; Welling 2013, section 2.4): the randomness comes from outside,
    /// so that gradients reach μ and σ. Batch × d.
    /// </summary>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    public Tensor Reparameterize(Tensor noise) => Mean + (Exp(0.5f * LogVariance) * noise);

    /// <summary>
    /// KL(q‖p) = ½[tr(Σ⁻¹S) + (m−μ)ᵀΣ⁻¹(m−μ) − d + ln|Σ| − ln|S|] with S = diag σ², in nats, batch × 1.
    /// For p = N(0, I) this is −½ Σⱼ (1 + ln σⱼ² − μⱼ² − σⱼ²) (Kingma &amp; Welling 2013, appendix B).
    /// </summary>
    /// <param name="prior">p = N(m, Σ).</param>
    public Tensor KlDivergence(MultivariateNormal prior) =>
        GaussianKl(Mean, LogVariance, prior.Mean, prior.Precision, prior.LogDeterminant);
}
