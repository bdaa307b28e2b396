using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>A row of numbers for each of some codes. Many threads may record it at once, each on a tape of its own, as long as nobody trains it.</summary>
public sealed class Embedding
{
    /// <summary>A table with Glorot-uniform numbers (Glorot &amp; Bengio 2010, equation 16).</summary>
    /// <param name="name">The prefix of its parameter's name, for example <c>codebook</c>.</param>
    /// <param name="codes">Rows.</param>
    /// <param name="length">Numbers of a row.</param>
    /// <param name="random">Where the numbers come from.</param>
    public Embedding(string name, int codes, int length, RandomStream random)
    {
        Table = new Parameter($"{name}.weight", codes, length);
        GlorotUniform.Fill(Table, random);
    }

    /// <summary>Codes × length.</summary>
    public Parameter Table { get; }

    /// <summary>The rows of some codes, one behind the other: batch × n to batch × (n · length).</summary>
    /// <param name="codes">Whole numbers from 0, as data.</param>
    public Tensor Apply(Tensor codes) => Functions.Lookup(codes, Table);
}
