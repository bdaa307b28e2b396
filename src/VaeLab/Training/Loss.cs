namespace VaeLab.Training;

/// <summary>
/// The two parts of the negative evidence lower bound, in nats per image (Kingma &amp; Welling 2013, equation 3):
/// −ELBO = E[−log p(x|z)] + KL(q(z|x)‖p(z)). Never weighted by β.
/// </summary>
/// <param name="Reconstruction">−log p(x|z), summed over pixels and averaged over images.</param>
/// <param name="Kl">KL(q(z|x)‖p(z)), summed over latent dimensions and averaged over images.</param>
public readonly record struct Loss(double Reconstruction, double Kl)
{
    /// <summary>The negative ELBO: reconstruction plus KL.</summary>
    public double Total => Reconstruction + Kl;
}
