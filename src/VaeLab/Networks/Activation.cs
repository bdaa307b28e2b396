namespace VaeLab.Networks;

/// <summary>What a layer does to its sums.</summary>
public enum Activation
{
    /// <summary>Nothing: y = x.</summary>
    Identity,

    /// <summary>y = max(0, x).</summary>
    Relu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary>y = 1 / (1 + e⁻ˣ).</summary>
    Sigmoid,

    /// <summary>y = ln(1 + eˣ).</summary>
    Softplus,

    /// <summary>y = x where positive, eˣ − 1 elsewhere (Clevert, Unterthiner &amp; Hochreiter 2015).</summary>
    Elu,

    /// <summary>y = x where positive, 0.01·x elsewhere (Maas, Hannun &amp; Ng 2013).</summary>
    LeakyRelu,

    /// <summary>y = ½x(1 + tanh[√(2/π)(x + 0.044715x³)]): the tanh form (Hendrycks &amp; Gimpel 2016).</summary>
    Gelu,

    /// <summary>y = x / (1 + e⁻ˣ), also called swish (Elfwing, Uchibe &amp; Doya 2017).</summary>
    Silu,
}
