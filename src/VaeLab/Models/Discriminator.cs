using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>
/// Tells what is real from what a model has made (Goodfellow et al. 2014): D(x) = σ(logit) is the probability that x is real.
/// Two hidden layers of one width.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public sealed class Discriminator
{
    private readonly DenseLayer _features;
    private readonly Network _rest;

    /// <summary>inputs → units → units → 1.</summary>
    /// <param name="inputs">Numbers of what it judges.</param>
    /// <param name="units">Units of each hidden layer.</param>
    /// <param name="activation">What the hidden layers do to their sums.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public Discriminator(int inputs, int units, Activation activation, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(activation);
        ArgumentNullException.ThrowIfNull(randomOf);
        _features = new DenseLayer("features", inputs, units, activation, randomOf());
        _rest = Network.Dense("discriminator", [units, units, 1], activation, last: Activation.Identity, randomOf);
    }

    /// <summary>In the order of the layers.</summary>
    public IEnumerable<Parameter> Parameters => [.. _features.Parameters, .. _rest.Parameters];

    /// <summary>The option that all models with a discriminator have: the weight of deceiving it.</summary>
    internal static Setting<T> WeightSetting<T>(string member, Func<T, double> get, Func<T, double, T> set)
        where T : new() => Setting.Real(member, "--adversarial-weight", "weight of deceiving the discriminator", get, set, weight => weight >= 0, "a number of at least 0");

    /// <summary>The option that all models with a discriminator have: its size.</summary>
    internal static Setting<T> UnitsSetting<T>(string member, Func<T, int> get, Func<T, int, T> set)
        where T : new() => Setting.Whole(member, "--discriminator", "units of each of its two hidden layers", get, set, 1, Architecture.MaxUnits);

    /// <summary>Numbers of a discriminator's weights, without biases.</summary>
    /// <param name="inputs">Numbers of what it judges.</param>
    /// <param name="units">Units of each hidden layer.</param>
    internal static long Weights(int inputs, int units) => ((long)inputs * units) + ((long)units * units) + units;

    /// <summary>The first hidden layer, by which a VAE-GAN compares images: batch × inputs to batch × units.</summary>
    /// <param name="x">What to judge.</param>
    /// <param name="frozen">Whether to learn nothing from it, and pass the gradient on to <paramref name="x"/>.</param>
    public Tensor Features(Tensor x, bool frozen = false) => _features.Apply(x, frozen);

    /// <summary>The logit of D: batch × units to batch × 1.</summary>
    /// <param name="features">What <see cref="Features"/> gave.</param>
    /// <param name="frozen">Whether to learn nothing from it.</param>
    public Tensor Judge(Tensor features, bool frozen = false) => _rest.Apply(features, frozen);

    /// <summary>The logit of D: batch × inputs to batch × 1.</summary>
    /// <param name="x">What to judge.</param>
    /// <param name="frozen">Whether to learn nothing from it, and pass the gradient on to <paramref name="x"/>.</param>
    public Tensor Logit(Tensor x, bool frozen = false) => Judge(Features(x, frozen), frozen);
}
