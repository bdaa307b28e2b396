namespace VaeLab.Models;

/// <summary>Which p(x|z) a model has.</summary>
public enum LikelihoodKind
{
    /// <summary>Each pixel is a coin.</summary>
    Bernoulli,

    /// <summary>A density on [0, 1] for gray pixels.</summary>
    ContinuousBernoulli,

    /// <summary>Normal pixels with one σ, fixed or learnt.</summary>
    Gaussian,
}
