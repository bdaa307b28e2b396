namespace VaeLab.Evaluation;

/// <summary>How a codebook is used by some images.</summary>
/// <param name="Counts">How often each of the K codes occurs, at any position.</param>
/// <param name="Sequences">How many different sequences of codes the images have.</param>
public sealed record CodeUsage(IReadOnlyList<int> Counts, int Sequences)
{
    /// <summary>Codes that occur at all.</summary>
    public int Live => Counts.Count(count => count > 0);

    /// <summary>e^H with the entropy H = −Σ pₖ ln pₖ of the shares pₖ of all codes: as many codes in even use would be as many as these. From 1 to K.</summary>
    public double Perplexity
    {
        get
        {
            double total = Counts.Sum(count => (long)count);
            return Math.Exp(-Counts.Where(count => count > 0).Sum(count => count / total * Math.Log(count / total)));
        }
    }

    /// <summary>Counts.</summary>
    /// <param name="codes">images × M, whole numbers from 0 to K − 1.</param>
    /// <param name="positions">M.</param>
    /// <param name="size">K.</param>
    public static CodeUsage Of(float[] codes, int positions, int size)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var counts = new int[size];
        foreach (float code in codes)
            counts[(int)code]++;
        return new(counts, codes.Chunk(positions).Select(sequence => string.Join(' ', sequence)).Distinct(StringComparer.Ordinal).Count());
    }
}
