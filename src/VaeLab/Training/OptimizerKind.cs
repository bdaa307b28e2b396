using VaeLab.Numerics;

namespace VaeLab.Training;

/// <summary>What adjusts the parameters of a training.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Numerics.Adam"/>.</summary>
    Adam,

    /// <summary><see cref="AdamW"/>: Adam with weight decay.</summary>
    Adamw,

    /// <summary><see cref="Numerics.Sgd"/>: gradient descent with momentum.</summary>
    Sgd,
}
