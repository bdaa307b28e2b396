using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>Initial weights that keep the size of what passes through (Glorot &amp; Bengio 2010, equation 16).</summary>
internal static class GlorotUniform
{
    /// <summary>
    /// Numbers between ±√(6/(fan-in + fan-out)), each equally likely. Fan-in and fan-out are the weights that meet one output and those that one input meets: rows and columns of a
    /// matrix, channels times kernel of a convolution.
    /// </summary>
    public static void Fill(Parameter weight, RandomStream random)
    {
        int kernel = weight.Columns / weight.Shape[1], fans = (weight.Shape[0] + weight.Shape[1]) * kernel;
        double limit = Math.Sqrt(6.0 / fans);
        var weights = new float[weight.Length];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = (float)(((2 * random.UniformAt((ulong)k)) - 1) * limit);
        weight.CopyFrom(weights);
    }
}
