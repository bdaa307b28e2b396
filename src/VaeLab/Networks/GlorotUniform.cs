using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>Initial weights that keep the size of what passes through (Glorot &amp; Bengio 2010, equation 16).</summary>
internal static class GlorotUniform
{
    /// <summary>Numbers between ±√(6/(rows + columns)), each equally likely.</summary>
    public static void Fill(Parameter weight, RandomStream random) => Fill(weight, random, weight.Rows + weight.Columns);

    /// <summary>Numbers between ±√(6/(fan-in + fan-out)), each equally likely.</summary>
    /// <param name="weight">What to fill.</param>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="fans">Weights that meet one output, and weights that one input meets, together.</param>
    public static void Fill(Parameter weight, RandomStream random, int fans)
    {
        double limit = Math.Sqrt(6.0 / fans);
        var weights = new float[weight.Length];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = (float)(((2 * random.UniformAt((ulong)k)) - 1) * limit);
        weight.CopyFrom(weights);
    }
}
