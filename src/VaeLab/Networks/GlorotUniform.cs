using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>Initial weights that keep the size of what passes through (Glorot &amp; Bengio 2010, equation 16).</summary>
internal static class GlorotUniform
{
    /// <summary>Numbers between ±√(6/(rows + columns)), each equally likely.</summary>
    public static void Fill(Parameter weight, RandomStream random)
    {
        double limit = Math.Sqrt(6.0 / (weight.Rows + weight.Columns));
        var weights = new float[weight.Length];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = (float)(((2 * random.UniformAt((ulong)k)) - 1) * limit);
        weight.CopyFrom(weights);
    }
}
