namespace VaeLab.Evaluation;

/// <summary>Mean and covariance of some latent points.</summary>
/// <param name="Mean">d numbers.</param>
/// <param name="Covariance">d × d.</param>
public sealed record GaussianMoments(double[] Mean, double[,] Covariance);
