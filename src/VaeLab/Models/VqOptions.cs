using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Formats;

namespace VaeLab.Models;

/// <summary>A vector-quantized VAE, which has codes instead of a latent space of real numbers: see <see cref="VqVae"/>.</summary>
public sealed record VqOptions : KindOptions
{
    // At each position of the prior over codes: the embedding, its sum with those before and that with ReLU; logits and probabilities.
    private const int KeptOfPrefix = 3, KeptOfChoice = 2;

    // The largest that each may be; larger ones are most likely typing errors.
    private const int MostCodes = 65_536, MostPositions = 1024, MostLength = 512, MostPriorUnits = 4096, MostTogether = 1 << 20;

    /// <summary>All options, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<VqOptions>> Settings { get; } =
    [
        Setting.Whole<VqOptions>(nameof(Codes), "--codes", "codes that there are to choose from", o => o.Codes, (o, v) => o with { Codes = v }, 2, MostCodes),
        Setting.Whole<VqOptions>(nameof(Positions), "--positions", "codes that stand for an image", o => o.Positions, (o, v) => o with { Positions = v }, 1, MostPositions),
        Setting.Whole<VqOptions>(nameof(CodeLength), "--code-length", "numbers that a code stands for", o => o.CodeLength, (o, v) => o with { CodeLength = v }, 1, MostLength),
        Setting.Choice<VqOptions, CodebookUpdate>(nameof(Codebook), "--codebook", $"how it learns: {SettingText.Words<CodebookUpdate>()}", o => o.Codebook, (o, v) => o with { Codebook = v }),
        Setting.Real<VqOptions>(nameof(Decay), "--codebook-decay", "what a step keeps of its moving averages", o => o.Decay, (o, v) => o with { Decay = v }, v => v is >= 0 and < 1, "a number from 0 to below 1"),
        Setting.Real<VqOptions>(nameof(Commitment), "--commitment", "weight of holding the encoder to its codes", o => o.Commitment, (o, v) => o with { Commitment = v }, v => v >= 0, "a number of at least 0"),
        Setting.Real<VqOptions>(nameof(RestartBelow), "--restart-below", "share of the average use below which a code begins anew; 0: never", o => o.RestartBelow, (o, v) => o with { RestartBelow = v }, v => v is >= 0 and < 1, "a number from 0 to below 1"),
        Setting.Whole<VqOptions>(nameof(PriorUnits), "--code-prior", "hidden units of the prior over the codes", o => o.PriorUnits, (o, v) => o with { PriorUnits = v }, 1, MostPriorUnits),
    ];

    /// <inheritdoc/>
    public override string Name => "vq";

    /// <inheritdoc/>
    public override IReadOnlyList<Posterior> Posteriors => [Posterior.Point];

    /// <inheritdoc/>
    public override string WhyNoKlWeight => "the encoder of a vector-quantized model learns from no KL, and from the price of its codes only their prior does; use VqOptions.Codes and VqOptions.Positions";

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

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) => new VqVae(shape, options, options.CreateLikelihood(), seed);

    /// <inheritdoc/>
    public override int DecoderInputs(ModelOptions options) => VectorLength;

    /// <inheritdoc/>
    public override long Weights(SampleShape shape, ModelOptions options, int features) =>
        base.Weights(shape, options, features) + ((long)Codes * CodeLength) + (((2L * Positions) - 2) * Codes * PriorUnits);

    /// <inheritdoc/>
    public override KindMemory Memory(SampleShape shape, ModelOptions options, int features) =>
        new(PriorUnits: (double)Positions * ((KeptOfPrefix * PriorUnits) + (KeptOfChoice * Codes)), LargestLayer: (Codes, Math.Max(CodeLength, PriorUnits)));

    /// <inheritdoc/>
    public override IEnumerable<string> Faults(ModelOptions options)
    {
        string[] faults = [.. Settings.SelectMany(setting => setting.Faults(this))];
        foreach (string fault in faults)
            yield return fault;
        if (faults.Length == 0 && Codes * Positions > MostTogether)
            yield return FormattableString.Invariant($"VqOptions.Codes = {Codes} times VqOptions.Positions = {Positions} is {Codes * Positions}; it needs at most {MostTogether}: make one of them smaller.");
        if (options.LatentDimensions is >= 1 and <= ModelOptions.MaxLatentDimensions && options.LatentDimensions != new ModelOptions().LatentDimensions)
            yield return "ModelOptions.LatentDimensions is for a latent space of real numbers, and a vector-quantized model has codes; use VqOptions.Positions, VqOptions.Codes and VqOptions.CodeLength.";
        if (options.PriorMean is not null || options.PriorCovariance is not null)
            yield return "ModelOptions.PriorMean and ModelOptions.PriorCovariance are those of a Gaussian, and a vector-quantized model learns its prior; leave them out.";
        if (options.Prior is not null)
            yield return "ModelOptions.Prior is a prior over latent points, and a vector-quantized model learns a prior over its codes; leave it out.";
    }
}

/// <summary>How the codes of a <see cref="VqVae"/> come to lie where the encoder puts images.</summary>
[JsonConverter(typeof(KebabCaseEnum<CodebookUpdate>))]
public enum CodebookUpdate
{
    /// <summary>Each code is a moving average of the vectors that it was nearest to (van den Oord et al. 2017, appendix A.1).</summary>
    MovingAverage,

    /// <summary>Each code follows the gradient of its squared distance to these vectors (the same, equation 3).</summary>
    Loss,
}
