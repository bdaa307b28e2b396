namespace VaeLab.Layers;

/// <summary>What a layer does to its sums.</summary>
public enum Activation
{
    /// <summary>Nothing: y = x.</summary>
    Identity,

    /// <summary>y = max(0, x).</summary>
    Relu,
}
