namespace VaeLab.Figures;

/// <summary>A training under one schedule of the weight of the KL.</summary>
/// <param name="Name">The schedule's.</param>
/// <param name="Weights">The weight β(t), epochs ascending from 0.</param>
/// <param name="Kl">The KL of the images trained on, in nats per image, epochs ascending.</param>
public sealed record KlScheduleCurve(
    string Name, IReadOnlyList<(double Epoch, double Weight)> Weights, IReadOnlyList<(double Epoch, double Kl)> Kl);
