using System.Text.Json.Serialization;
using VaeLab.Models;

namespace VaeLab.Training;

/// <summary>
/// The two parts of the negative evidence lower bound, in nats per image (Kingma &amp; Welling 2013, equation 3):
/// −ELBO = E[−log p(x|z)] + KL(q(z|x)‖p(z)). Never weighted by β.
/// </summary>
/// <param name="Reconstruction">−log p(x|z), summed over pixels and averaged over images.</param>
/// <param name="Kl">KL(q(z|x)‖p(z)), summed over latent dimensions and averaged over images; null for a model that has none.</param>
public readonly record struct Loss(double Reconstruction, double? Kl)
{
    /// <summary>The negative ELBO: reconstruction plus KL. Without a KL it is the reconstruction alone, and no bound on −log p(x).</summary>
    [JsonPropertyOrder(-1)]
    public double Total => Reconstruction + (Kl ?? 0);

    /// <summary>The mean over the batch that a tape has just computed, summed in double precision in the order of the images.</summary>
    internal static Loss MeanOf(ModelLoss loss) => new(Mean(loss.Reconstruction.Values), loss.Kl is { } kl ? Mean(kl.Values) : null);

    internal static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
            sum += value;
        return sum / values.Length;
    }
}
