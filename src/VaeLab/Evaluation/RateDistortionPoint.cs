using VaeLab.Training;

namespace VaeLab.Evaluation;

/// <summary>One model on the rate–distortion curve (Alemi et al. 2018).</summary>
/// <param name="Beta">β, which it was trained with.</param>
/// <param name="Test">Its loss on test images: rate is the KL, distortion the reconstruction, both in nats per image and without β.</param>
/// <param name="ActiveUnits">Latent dimensions whose posterior mean varies by more than 0.01 over the images (Burda et al. 2015).</param>
public sealed record RateDistortionPoint(double Beta, Loss Test, int ActiveUnits);
