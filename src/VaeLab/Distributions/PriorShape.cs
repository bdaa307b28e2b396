using System.Text.Json.Serialization;
using VaeLab.Formats;

namespace VaeLab.Distributions;

/// <summary>Which priors there are to draw from: with an adversary, a prior needs no density.</summary>
[JsonConverter(typeof(KebabCaseEnum<PriorShape>))]
public enum PriorShape
{
    /// <summary>N(m, Σ).</summary>
    Gaussian,

    /// <summary>Ten Gaussians in a ring: <see cref="RingOfGaussians"/>.</summary>
    Mixture,

    /// <summary>A spiral: <see cref="Distributions.SwissRoll"/>.</summary>
    SwissRoll,
}
