namespace VaeLab.Evaluation;

/// <summary>Three views of how much one latent dimension matters.</summary>
/// <param name="Dimension">Which one, from 0.</param>
/// <param name="VarianceShare">
/// The share of Var(μⱼ) over the images in the sum over all dimensions. It says little alone: the prior pulls the variance of
/// every dimension in use towards 1, whatever the dimension does.
/// </param>
/// <param name="Kl">The mean KL of this dimension's posterior to its prior, in nats: how many nats of information it carries at most.</param>
/// <param name="PermutationRise">How much the reconstruction loss rises, in nats per image, when zⱼ is permuted among the images.</param>
public sealed record DimensionStatistics(int Dimension, double VarianceShare, double Kl, double PermutationRise);
