namespace VaeLab.Models;

/// <summary>What a <see cref="VqVae"/> has instead of a latent space of real numbers.</summary>
public sealed record VqOptions
{
    /// <summary>The largest that each may be: beyond is a typing error rather than a wish.</summary>
    private const int MostCodes = 65_536, MostPositions = 1024, MostLength = 512, MostPriorUnits = 4096, MostTogether = 1 << 20;

    /// <summary>K, how many codes there are to choose from.</summary>
    public int Codes { get; init; } = 64;

    /// <summary>M, how many codes stand for an image.</summary>
    public int Positions { get; init; } = 16;

    /// <summary>D, the numbers that a code stands for.</summary>
    public int CodeLength { get; init; } = 8;

    /// <summary>How the codes come to lie where the encoder puts images.</summary>
    public CodebookUpdate Codebook { get; init; } = CodebookUpdate.MovingAverage;

    /// <summary>γ of the moving averages, of the codes and of how often each is used: what a step keeps of them.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>β, the weight of the commitment ‖z − sg(e)‖² that holds the encoder to its codes.</summary>
    public double Commitment { get; init; } = 0.25;

    /// <summary>A code that is used less often than this share of the average one begins anew at a vector of the batch; 0 for never.</summary>
    public double RestartBelow { get; init; } = 0.01;

    /// <summary>H, the hidden units of the prior over the codes.</summary>
    public int PriorUnits { get; init; } = 128;

    /// <summary>M·D: what the encoder answers with and the decoder takes.</summary>
    internal int VectorLength => Positions * CodeLength;

    /// <summary>Numbers of the codebook and of the prior over the codes together, without biases.</summary>
    internal long Weights => ((long)Codes * CodeLength) + (((2L * Positions) - 2) * Codes * PriorUnits);

    /// <summary>What cannot be, each fault in a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Codes is < 2 or > MostCodes)
            yield return FormattableString.Invariant($"--codes is {Codes}; it needs a whole number from 2 to {MostCodes}, for example 64.");
        if (Positions is < 1 or > MostPositions)
            yield return FormattableString.Invariant($"--positions is {Positions}; it needs a whole number from 1 to {MostPositions}, for example 16.");
        if (CodeLength is < 1 or > MostLength)
            yield return FormattableString.Invariant($"--code-length is {CodeLength}; it needs a whole number from 1 to {MostLength}, for example 8.");
        if (Codes is >= 2 and <= MostCodes && Positions is >= 1 and <= MostPositions && Codes * Positions > MostTogether)
            yield return FormattableString.Invariant($"--codes {Codes} times --positions {Positions} is {Codes * Positions}; it needs at most {MostTogether}: make one of them smaller.");
        if (!Enum.IsDefined(Codebook))
            yield return FormattableString.Invariant($"--codebook is {(int)Codebook}; it needs one of {string.Join(", ", Enum.GetNames<CodebookUpdate>())}.");
        if (!(Decay is >= 0 and < 1))
            yield return FormattableString.Invariant($"--codebook-decay is {Decay}; it needs a number of at least 0 and below 1, for example 0.99.");
        if (!(Commitment >= 0 && double.IsFinite(Commitment)))
            yield return FormattableString.Invariant($"--commitment is {Commitment}; it needs a number of at least 0, for example 0.25.");
        if (!(RestartBelow is >= 0 and < 1))
            yield return FormattableString.Invariant($"--restart-below is {RestartBelow}; it needs a number of at least 0 and below 1, for example 0.01.");
        if (PriorUnits is < 1 or > MostPriorUnits)
            yield return FormattableString.Invariant($"--code-prior is {PriorUnits}; it needs a whole number of units from 1 to {MostPriorUnits}, for example 128.");
    }
}
