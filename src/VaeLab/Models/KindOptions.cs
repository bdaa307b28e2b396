using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;

namespace VaeLab.Models;

/// <summary>
/// Which kind of model it is, with the options that only this kind has. To add a kind, derive from this, and from
/// <see cref="GenerativeModel"/> for its equations.
/// </summary>
public abstract record KindOptions
{
    /// <summary>The name in configurations and on the command line, for example <c>vq</c>.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>What the encoder may answer with; the first is the default.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<Posterior> Posteriors => [Posterior.Diagonal, Posterior.Full];

    /// <summary>Whether encoder and decoder can be given the class of a sample: <see cref="ModelOptions.Classes"/>.</summary>
    [JsonIgnore]
    public virtual bool TakesLabels => false;

    /// <summary>Why the loss has no KL that could be weighted, and what to use instead; null if it has one.</summary>
    [JsonIgnore]
    public virtual string? WhyNoKlWeight => null;

    /// <summary>The name of the prior over latent points, of a kind that has one: <see cref="ModelOptions.Prior"/>, for most kinds.</summary>
    /// <param name="options">The model's options.</param>
    public virtual string PriorName(ModelOptions options) => options.Prior ?? Priors.Gaussian;

    /// <summary>Makes a model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">The model's options, of which these are a part.</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The model cannot be built.</exception>
    public abstract GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed);

    /// <summary>What is wrong with these options, each fault in a sentence.</summary>
    /// <param name="options">The model's options, of which these are a part.</param>
    public virtual IEnumerable<string> Faults(ModelOptions options) => [];

    /// <summary>Numbers of a code that the decoder takes: the latent dimensions, for most kinds.</summary>
    /// <param name="options">The model's options.</param>
    public virtual int DecoderInputs(ModelOptions options) => options.LatentDimensions;

    /// <summary>
    /// Numbers of all weights beside the hidden layers of encoder and decoder and the decoder's output, without biases: what turns
    /// the encoder's features into a code, and what only this kind has.
    /// </summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">The model's options.</param>
    /// <param name="features">Numbers that the encoder's hidden layers give.</param>
    public virtual long Weights(SampleShape shape, ModelOptions options, int features) => features * options.HeadLength(DecoderInputs(options));

    /// <summary>What a training needs beside encoder and decoder, for the estimate of its memory.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">The model's options.</param>
    /// <param name="features">Numbers that the encoder's hidden layers give.</param>
    public virtual KindMemory Memory(SampleShape shape, ModelOptions options, int features) => new();
}

/// <summary>What a kind of model needs of memory beside one encoder and one decoder.</summary>
/// <param name="Units">Units of hidden layers that a sample passes through, as often as it does.</param>
/// <param name="PriorUnits">Units of a learnt prior that a sample passes through.</param>
/// <param name="DecoderPasses">How often a sample passes through the decoder in a step.</param>
/// <param name="LargestLayer">Rows and columns of the largest layer of its own.</param>
public readonly record struct KindMemory(double Units = 0, double PriorUnits = 0, int DecoderPasses = 1, (int Rows, int Columns) LargestLayer = default)
{
    /// <summary>Nothing besides.</summary>
    public KindMemory()
        : this(0)
    {
    }
}

/// <summary>The variational autoencoder itself, which has no options of its own: see <see cref="Vae"/>.</summary>
public sealed record VaeOptions : KindOptions
{
    /// <inheritdoc/>
    public override string Name => "vae";

    /// <inheritdoc/>
    public override bool TakesLabels => true;

    /// <inheritdoc/>
    public override GenerativeModel Create(SampleShape shape, ModelOptions options, ulong seed) =>
        new Vae(shape, options, options.CreatePrior(), options.CreateLikelihood(), seed);
}
