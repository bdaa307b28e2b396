using VaeLab.Distributions;

namespace VaeLab.Models;

/// <summary>What a model with a discriminator has besides.</summary>
public sealed record AdversarialOptions
{
    /// <summary>The most units of a hidden layer of the discriminator.</summary>
    private const int MostUnits = ModelOptions.MaxHiddenUnits;

    /// <summary>The prior of an adversarial autoencoder; a Gaussian one takes the prior's mean and covariance.</summary>
    public PriorShape Shape { get; init; } = PriorShape.Gaussian;

    /// <summary>λ, the weight of deceiving the discriminator beside the reconstruction; null for the model's own default.</summary>
    public double? Weight { get; init; }

    /// <summary>Units of each of the discriminator's two hidden layers.</summary>
    public int Units { get; init; } = 256;

    /// <summary>Numbers of the discriminator's weights, without biases.</summary>
    /// <param name="inputs">Numbers of what it judges.</param>
    internal long Weights(int inputs) => ((long)inputs * Units) + ((long)Units * Units) + Units;

    /// <summary>What cannot be, each fault in a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Shape))
            yield return FormattableString.Invariant($"--prior-shape is {(int)Shape}; it needs one of {string.Join(", ", Enum.GetNames<PriorShape>())}.");
        if (Weight is { } weight && !(weight >= 0 && double.IsFinite(weight)))
            yield return FormattableString.Invariant($"--adversarial-weight is {weight}; it needs a number of at least 0, for example {AdversarialAutoencoder.UsualWeight}.");
        if (Units is < 1 or > MostUnits)
            yield return FormattableString.Invariant($"--discriminator is {Units}; it needs a whole number of units from 1 to {MostUnits}, for example 256.");
    }
}
