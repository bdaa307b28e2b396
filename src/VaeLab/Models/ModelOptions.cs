using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;

namespace VaeLab.Models;

/// <summary>The shape of a VAE.</summary>
public sealed record ModelOptions
{
    /// <summary>The largest latent space and the widest hidden layer: beyond is a typing error rather than a wish.</summary>
    public const int MaxLatentDimensions = 512, MaxHiddenUnits = Architecture.MaxUnits, MaxHiddenLayers = Architecture.MaxLayers;

    private static readonly int[] s_usualHidden = [512, 256];

    // Float32 keeps no distance between latent points beyond; nobody needs another unit of length.
    private const double MostPriorMean = 1e6, LeastPriorVariance = 1e-8, MostPriorVariance = 1e8;

    /// <summary>Which model it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelFamily Family { get; init; } = ModelFamily.Vae;

    /// <summary>d, the dimensions of the latent space.</summary>
    public int LatentDimensions { get; init; } = 2;

    /// <summary>Units of the encoder's hidden layers, from the image on; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = s_usualHidden;

    /// <summary>The encoder's hidden layers; null for dense layers of <see cref="Hidden"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Architecture? Encoder { get; init; }

    /// <summary>The decoder's hidden layers; null for the encoder's in reverse.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Architecture? Decoder { get; init; }

    /// <summary>The activation of hidden layers of encoder and decoder that name none.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Which Gaussians the encoder answers with.</summary>
    public Posterior Posterior { get; init; } = Posterior.Diagonal;

    /// <summary>p(x|z).</summary>
    public LikelihoodKind Likelihood { get; init; } = LikelihoodKind.Bernoulli;

    /// <summary>σ of a Gaussian likelihood, in the unit of the pixels; null to learn it.</summary>
    public double? Sigma { get; init; }

    /// <summary>m of the prior N(m, Σ), d numbers; null for zeros.</summary>
    public IReadOnlyList<double>? PriorMean { get; init; }

    /// <summary>Σ of the prior N(m, Σ), d rows of d numbers; null for the identity.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? PriorCovariance { get; init; }

    /// <summary>What a conditional model is told; null for its defaults, and for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConditionalOptions? Conditional { get; init; }

    /// <summary>What a model with a discriminator has besides; null for its defaults, and for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AdversarialOptions? Adversarial { get; init; }

    /// <summary>The codes of a vector-quantized model; null for its defaults, and for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public VqOptions? Vq { get; init; }

    /// <summary>What a hierarchical model has besides; null for its defaults, and for other models.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HierarchicalOptions? Hierarchical { get; init; }

    /// <summary>The encoder's hidden layers, however they were given.</summary>
    [JsonIgnore]
    public Architecture EncoderLayers => Encoder ?? Architecture.Dense(Hidden);

    /// <summary>The decoder's hidden layers, however they were given.</summary>
    [JsonIgnore]
    public Architecture DecoderLayers => Decoder ?? EncoderLayers.Reversed();

    /// <summary>
    /// Numbers of all weights of a model of this shape, without biases, before anything is built: what a model file must hold at
    /// least, and what memory is estimated from.
    /// </summary>
    /// <param name="shape">The shape of a sample.</param>
    internal long Weights(SampleShape shape)
    {
        int d = LatentDimensions, features = EncoderLayers.Shapes(shape).Last().Length;
        int classes = Family == ModelFamily.Conditional ? (Conditional ?? new()).Classes : 0;
        int code = Family switch { ModelFamily.Vq => (Vq ?? new()).VectorLength, ModelFamily.Hierarchical => (Hierarchical ?? new()).Lower[0], _ => d };
        long heads = Posterior switch { Posterior.Point => code, Posterior.Full => (2L * d) + FullGaussian.LengthBelowDiagonal(d), _ => 2L * d };
        return EncoderLayers.Weights(classes == 0 ? shape : SampleShape.Features(shape.Length + classes))
            + DecoderLayers.Weights(SampleShape.Features(code + classes)) + ((long)DecoderLayers.Shapes(shape).Last().Length * shape.Length)
            + Family switch
            {
                ModelFamily.Hierarchical => (Hierarchical ?? new()).Weights(features, d),
                ModelFamily.Adversarial => (features * heads) + (Adversarial ?? new()).Weights(d),
                ModelFamily.VaeGan => (features * heads) + (Adversarial ?? new()).Weights(shape.Length),
                ModelFamily.Vq => (features * heads) + (Vq ?? new()).Weights,
                _ => features * heads,
            };
    }

    /// <summary>Whether the encoder answers with points, as it does if no KL of a Gaussian is to hold it.</summary>
    private bool HasPoints => Family is ModelFamily.Adversarial or ModelFamily.Vq;

    /// <summary>This shape for a model of a family: its encoder answers with what that family needs.</summary>
    /// <param name="family">Which.</param>
    public ModelOptions As(ModelFamily family) => this with
    {
        Family = family,
        Posterior = family is ModelFamily.Adversarial or ModelFamily.Vq ? Posterior.Point
            : Posterior == Posterior.Point || family == ModelFamily.Hierarchical ? Posterior.Diagonal
            : Posterior,
    };

    /// <summary>p(z) = N(m, Σ).</summary>
    /// <exception cref="InputException">Mean and covariance do not make a Gaussian in d dimensions.</exception>
    public MultivariateNormal Prior()
    {
        int d = LatentDimensions;
        if (PriorMean is null && PriorCovariance is null)
            return MultivariateNormal.Standard(d);

        int rows = PriorCovariance?.Count ?? d;
        if (PriorCovariance is not null && PriorCovariance.Any(row => row.Count != rows))
            throw new InputException(FormattableString.Invariant($"--prior-covariance has {rows} rows, and not each has {rows} numbers; it needs a square, for example \"2,-0.7;-0.7,1.5\"."));
        if (rows != d || (PriorMean?.Count ?? d) != d)
        {
            throw new InputException(FormattableString.Invariant(
                $"The prior has a mean of {PriorMean?.Count ?? d} numbers and a covariance of {rows} × {rows}, and the latent space has {d} dimensions: make --prior-mean, --prior-covariance and --latent-dim agree."));
        }

        var covariance = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                covariance[i, j] = PriorCovariance is null ? (i == j ? 1 : 0) : PriorCovariance[i][j];
        }

        return new MultivariateNormal([.. PriorMean ?? new double[d]], covariance);
    }

    /// <summary>A new model of this shape.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built.</exception>
    public GenerativeModel Create(SampleShape shape, ulong seed) => Family switch
    {
        ModelFamily.Conditional => new ConditionalVae(shape, this, Prior(), CreateLikelihood(), seed),
        ModelFamily.Adversarial => new AdversarialAutoencoder(shape, this, SampledPrior.Of((Adversarial ?? new()).Shape, Prior()), CreateLikelihood(), seed),
        ModelFamily.Vq => new VqVae(shape, this, CreateLikelihood(), seed),
        ModelFamily.Hierarchical => new HierarchicalVae(shape, this, Prior(), CreateLikelihood(), seed),
        ModelFamily.VaeGan => new VaeGan(shape, this, Prior(), CreateLikelihood(), seed),
        _ => new Vae(shape, this, Prior(), CreateLikelihood(), seed),
    };

    /// <summary>p(x|z), a new one for each model: it may have something to learn.</summary>
    /// <exception cref="InputException">σ is not above 0.</exception>
    public Likelihood CreateLikelihood() => Likelihood switch
    {
        LikelihoodKind.ContinuousBernoulli => Distributions.Likelihood.ContinuousBernoulli,
        LikelihoodKind.Gaussian when Sigma is { } sigma => Distributions.Likelihood.Gaussian(sigma),
        LikelihoodKind.Gaussian => Distributions.Likelihood.GaussianWithLearntSigma(),
        _ => Distributions.Likelihood.Bernoulli,
    };

    /// <summary>What cannot be built, each fault in a sentence.</summary>
    public IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Family))
            yield return FormattableString.Invariant($"--model is {(int)Family}; it needs one of {string.Join(", ", Enum.GetNames<ModelFamily>())}.");
        if (LatentDimensions is < 1 or > MaxLatentDimensions)
            yield return FormattableString.Invariant($"--latent-dim is {LatentDimensions}; it needs a whole number from 1 to {MaxLatentDimensions}, for example 2.");
        if (Hidden.Count is 0 or > MaxHiddenLayers)
            yield return FormattableString.Invariant($"--hidden names {Hidden.Count} layers; it needs from 1 to {MaxHiddenLayers}, for example 512,256.");
        foreach (int units in Hidden.Where(units => units is < 1 or > MaxHiddenUnits).Distinct())
            yield return FormattableString.Invariant($"--hidden has a layer of {units} units; each needs from 1 to {MaxHiddenUnits}, for example 512,256.");
        if (Encoder is not null && !Hidden.SequenceEqual(s_usualHidden))
            yield return "--hidden is the short form of --encoder, and both are there; leave one of them out.";
        foreach (string fault in (Encoder?.Faults("--encoder") ?? []).Concat(Decoder?.Faults("--decoder") ?? []))
            yield return fault;
        if (!Enum.IsDefined(Activation))
            yield return FormattableString.Invariant($"--activation is {(int)Activation}; it needs one of {string.Join(", ", Enum.GetNames<Activation>())}.");
        if (!Enum.IsDefined(Posterior))
            yield return FormattableString.Invariant($"--posterior is {(int)Posterior}; it needs one of {string.Join(", ", Enum.GetNames<Posterior>())}.");
        if (Sigma is not null && Likelihood != LikelihoodKind.Gaussian)
            yield return "--sigma is the pixels' spread of a Gaussian likelihood; add --likelihood gaussian, or leave it out.";
        if (Sigma is { } sigma && !(sigma > 0 && double.IsFinite(sigma)))
            yield return FormattableString.Invariant($"--sigma is {sigma}; it needs a number above 0, for example 0.3, or the word learnt.");
        if (Conditional is not null && Family != ModelFamily.Conditional)
            yield return "--classes is for a model that sees labels; add --model conditional, or leave it out.";
        foreach (string fault in Conditional?.Faults() ?? [])
            yield return fault;
        foreach (string fault in AdversarialFaults().Concat(VqFaults()).Concat(HierarchicalFaults()))
            yield return fault;
        if (LatentDimensions is >= 1 and <= MaxLatentDimensions)
        {
            foreach (string fault in PriorFaults())
                yield return fault;
        }
    }

    private IEnumerable<string> HierarchicalFaults()
    {
        if (Hierarchical is not null && Family != ModelFamily.Hierarchical)
            yield return "--lower-layers, --between and --inference are for a model of several latent layers; add --model hierarchical, or leave them out.";
        foreach (string fault in Hierarchical?.Faults() ?? [])
            yield return fault;
        if (Family == ModelFamily.Hierarchical && Posterior == Posterior.Full)
            yield return "--posterior is Full; the Gaussians of a hierarchical model are diagonal, and its layers together are not: use --posterior diagonal.";
    }

    private IEnumerable<string> AdversarialFaults()
    {
        bool isAutoencoder = Family == ModelFamily.Adversarial;
        AdversarialOptions adversarial = Adversarial ?? new();
        if (Adversarial is not null && !isAutoencoder && Family != ModelFamily.VaeGan)
            yield return "--discriminator, --adversarial-weight and --prior-shape are for a model with an adversary; add --model adversarial or vae-gan, or leave them out.";
        foreach (string fault in adversarial.Faults())
            yield return fault;
        if (HasPoints != (Posterior == Posterior.Point))
        {
            yield return HasPoints
                ? $"--posterior is {Posterior.Word()}; {(isAutoencoder ? "an adversarial autoencoder" : "a vector-quantized model")} has --posterior point: one code for each image."
                : "--posterior is point, which has no KL; it needs diagonal or full, or --model adversarial.";
        }

        if (Family == ModelFamily.VaeGan && Likelihood != LikelihoodKind.Bernoulli)
            yield return $"--likelihood is {Likelihood.Word()}; the discriminator of a VAE-GAN looks at probabilities of ink: use --likelihood bernoulli.";
        if (adversarial.Shape == PriorShape.Gaussian)
            yield break;
        if (!isAutoencoder)
            yield return "--prior-shape is for a prior that is drawn from; a KL needs a Gaussian one. Add --model adversarial, or leave it out.";
        if (LatentDimensions != 2)
            yield return FormattableString.Invariant($"--prior-shape {adversarial.Shape.Word()} lies in a plane, and --latent-dim is {LatentDimensions}; it needs 2.");
        if (PriorMean is not null || PriorCovariance is not null)
            yield return "--prior-mean and --prior-covariance are those of a Gaussian; with another --prior-shape, leave them out.";
    }

    private IEnumerable<string> VqFaults()
    {
        if (Vq is not null && Family != ModelFamily.Vq)
            yield return "--codes, --positions, --code-length, --codebook, --codebook-decay, --commitment, --restart-below and --code-prior are for a model with a codebook; add --model vq, or leave them out.";
        foreach (string fault in Vq?.Faults() ?? [])
            yield return fault;
        if (Family != ModelFamily.Vq)
            yield break;
        if (LatentDimensions is >= 1 and <= MaxLatentDimensions && LatentDimensions != new ModelOptions().LatentDimensions)
            yield return "--latent-dim is for a latent space of real numbers, and a vector-quantized model has codes; use --positions, --codes and --code-length.";
        if (PriorMean is not null || PriorCovariance is not null)
            yield return "--prior-mean and --prior-covariance are those of a Gaussian, and a vector-quantized model learns its prior; leave them out.";
    }

    private IReadOnlyList<string> PriorFaults()
    {
        // Written so that what is no number is a fault too.
        string[] faults =
        [
            .. (PriorMean ?? []).Where(mean => !(Math.Abs(mean) <= MostPriorMean)).Select(mean => FormattableString.Invariant(
                $"--prior-mean has {mean}; each needs a number from -{MostPriorMean} to {MostPriorMean}, for example 0.")),
            .. (PriorCovariance ?? []).SelectMany((row, i) => row.Skip(i).Take(1)).Where(variance => !(variance is >= LeastPriorVariance and <= MostPriorVariance)).Select(variance => FormattableString.Invariant(
                $"--prior-covariance has a variance of {variance}; each needs a number from {LeastPriorVariance} to {MostPriorVariance}, for example 1.")),
        ];
        faults = [.. faults.Distinct(StringComparer.Ordinal)];
        if (faults.Length > 0)
            return faults;
        try
        {
            Prior();
            return [];
        }
        catch (InputException exception)
        {
            return exception.Faults;
        }
    }
}
