namespace VaeLab.Numerics;

/// <summary>How parameters follow their gradients.</summary>
public abstract unsafe class Optimizer
{
    /// <summary>The parameters that it adjusts; others keep still.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Whether it adjusts that parameter.</summary>
    public abstract bool Owns(Parameter parameter);

    /// <summary>Begins a step; <see cref="Update"/> then comes once for each part of each parameter.</summary>
    internal abstract void BeginStep();

    /// <summary>Adjusts a part of a parameter, from <paramref name="start"/> on, in the order in which it lies in memory.</summary>
    internal abstract void Update(Parameter parameter, int start, int count, float* gradient);
}
