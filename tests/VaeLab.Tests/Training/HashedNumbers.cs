namespace VaeLab.Tests.Training;

/// <summary>Numbers that anyone can make again, in any language: the hash of <c>tests/fixtures/README.md</c>.</summary>
internal static class HashedNumbers
{
    /// <summary>The number at <paramref name="k"/> of a stream, uniform in [0, 1).</summary>
    public static double Uniform(uint k, uint stream)
    {
        uint h = unchecked((k * 2654435761u) + ((stream + 1) * 0x9E3779B9u));
        h ^= h >> 16;
        h = unchecked(h * 0x85ebca6bu);
        h ^= h >> 13;
        h = unchecked(h * 0xc2b2ae35u);
        h ^= h >> 16;
        return h / 4294967296.0;
    }

    /// <summary>The normal number at <paramref name="n"/> of a stream, rounded to float32.</summary>
    public static float Normal(uint n, uint stream)
    {
        double u1 = Uniform(2 * n, stream), u2 = Uniform((2 * n) + 1, stream);
        return (float)(Math.Sqrt(-2 * Math.Log(u1 + Math.Pow(2, -33))) * Math.Cos(2 * Math.PI * u2));
    }
}
