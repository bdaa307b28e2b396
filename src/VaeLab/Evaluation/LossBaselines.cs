namespace VaeLab.Evaluation;

/// <summary>The two lines to draw beside every loss, in nats per image.</summary>
/// <param name="Floor">The sum of the pixels' own entropies: no Bernoulli model of grayscale pixels goes below it.</param>
/// <param name="MeanImage">The cross-entropy of the constant mean image of the training set: a model above it has learnt nothing.</param>
public sealed record LossBaselines(double Floor, double MeanImage);
