using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;

namespace VaeLab.Models;

/// <summary>The shape of a VAE.</summary>
public sealed record ModelOptions
{
    /// <summary>The largest latent space and the widest hidden layer: beyond is a typing error rather than a wish.</summary>
    public const int MaxLatentDimensions = 512, MaxHiddenUnits = Architecture.MaxUnits, MaxHiddenLayers = Architecture.MaxLayers, MaxClasses = 65_536;

    private static readonly int[] s_usualHidden = [512, 256];

    // Float32 keeps no distance between latent points beyond; nobody needs another unit of length.
    private const double MostPriorMean = 1e6, LeastPriorVariance = 1e-8, MostPriorVariance = 1e8;

    /// <summary>All options but those of a kind, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<ModelOptions>> Settings { get; } =
    [
        Setting.Whole<ModelOptions>(nameof(LatentDimensions), "--latent-dim", "dimensions of the latent space", o => o.LatentDimensions, (o, v) => o with { LatentDimensions = v }, 1, MaxLatentDimensions),
        Setting.Other<ModelOptions>(
            nameof(Hidden), "--hidden", "N,N,…", "units of the encoder's hidden layers; the decoder mirrors them",
            o => string.Join(',', o.Hidden.Select(units => SettingText.Text(units))), (o, text) => o with { Hidden = SettingText.Wholes(text) }, HiddenFaults),
        Setting.Other<ModelOptions>(
            nameof(Encoder), "--encoder", "LAYERS", "in place of --hidden: its layers, such as conv:32/2,conv:64/2,dense:16",
            o => o.Encoder?.ToString() ?? string.Empty, (o, text) => o with { Encoder = Architecture.Parse(text) }, (o, member) => o.Encoder?.Faults(member) ?? []),
        Setting.Other<ModelOptions>(
            nameof(Decoder), "--decoder", "LAYERS", "the decoder's hidden layers; if not given, the encoder's in reverse",
            o => o.Decoder?.ToString() ?? string.Empty, (o, text) => o with { Decoder = Architecture.Parse(text) }, (o, member) => o.Decoder?.Faults(member) ?? []),
        Setting.Other<ModelOptions>(
            nameof(Activation), "--activation", "NAME", "of hidden layers, such as tanh, silu, gelu-erf, leaky-relu:0.2",
            o => o.Activation.Word, (o, text) => o with { Activation = Activation.Parse(text) }),
        Setting.Choice<ModelOptions, Posterior>(nameof(Posterior), "--posterior", "covariance of q(z|x): diagonal, full, or point for none", o => o.Posterior, (o, v) => o with { Posterior = v }),
        Setting.Other<ModelOptions>(
            nameof(Prior), "--prior", "NAME", $"{string.Join(", ", Priors.Names)}; mixture:K and vamp:K are learnt", o => o.Prior ?? Priors.Gaussian,
            (o, text) => o with { Prior = Priors.Parse(text) is var name and not Priors.Gaussian ? name : null }, (o, _) => o.Prior is null || Priors.IsKnown(o.Prior) ? [] : [Priors.Unknown(o.Prior)]),
        Setting.Other<ModelOptions>(
            nameof(PriorMean), "--prior-mean", "X,…", "mean of the prior",
            o => o.PriorMean is null ? "zeros" : string.Join(',', o.PriorMean.Select(x => SettingText.Text(x))), (o, text) => o with { PriorMean = SettingText.Reals(text) }),
        Setting.Other<ModelOptions>(
            nameof(PriorCovariance), "--prior-covariance", "X,…;…", "covariance of the prior, for example \"2,-0.7;-0.7,1.5\"",
            o => o.PriorCovariance is null ? "identity" : string.Join(';', o.PriorCovariance.Select(row => string.Join(',', row.Select(x => SettingText.Text(x))))),
            (o, text) => o with { PriorCovariance = SettingText.Matrix(text) }),
        Setting.Other<ModelOptions>(
            nameof(Likelihood), "--likelihood", "NAME", string.Join(", ", Likelihoods.Names),
            o => o.Likelihood, (o, text) => o with { Likelihood = SettingText.Choice(text, Likelihoods.Names) }, (o, _) => Likelihoods.Names.Contains(o.Likelihood, StringComparer.Ordinal) ? [] : [Likelihoods.Unknown(o.Likelihood)]),
        Setting.Optional<ModelOptions>(nameof(Sigma), "--sigma", "spread of a Gaussian likelihood's pixels; learnt if not given", o => o.Sigma, (o, v) => o with { Sigma = v }, Distributions.Likelihood.IsSigma, "a number above 0 with a square in float32", "0.3", none: "learnt"),
        Setting.Choice<ModelOptions, GaussianMeans>(nameof(Means), "--means", "a Gaussian's means: the outputs (identity), or their sigmoid", o => o.Means, (o, v) => o with { Means = v }),
        Setting.Whole<ModelOptions>(nameof(Classes), "--classes", "classes of a conditional model; as the data have if not given", o => o.Classes, (o, v) => o with { Classes = v }, 0, MaxClasses),
    ];

    /// <summary>Which kind of model it is, with the options that only this kind has. In <c>config.json</c>, <c>family</c> is its name.</summary>
    [JsonIgnore]
    public KindOptions Kind { get; init; } = new VaeOptions();

    /// <summary>How many classes encoder and decoder are given; 0 for a model that sees no labels.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Classes { get; init; }

    /// <summary>d, the dimensions of the latent space.</summary>
    public int LatentDimensions { get; init; } = 2;

    /// <summary>Units of the encoder's hidden layers, from the image on; the decoder has them in reverse.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = s_usualHidden;

    /// <summary>The encoder's hidden layers, dense ones or convolutions; null for dense layers of <see cref="Hidden"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Architecture? Encoder { get; init; }

    /// <summary>The decoder's hidden layers; null for the encoder's in reverse, with transposed convolutions for convolutions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Architecture? Decoder { get; init; }

    /// <summary>The activation of hidden layers of encoder and decoder that name none.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Which Gaussians the encoder answers with.</summary>
    public Posterior Posterior { get; init; } = Posterior.Diagonal;

    /// <summary>p(x|z): one of <see cref="Likelihoods.Names"/>.</summary>
    public string Likelihood { get; init; } = Likelihoods.Bernoulli;

    /// <summary>σ of a Gaussian likelihood, in the unit of the pixels; null to learn it.</summary>
    public double? Sigma { get; init; }

    /// <summary>How the means of a Gaussian likelihood come from the decoder's outputs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public GaussianMeans Means { get; init; }

    /// <summary>p(z): one of <see cref="Priors.Names"/>, or a learnt one with its number of components, such as <c>vamp:500</c>; null for the Gaussian N(m, Σ).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prior { get; init; }

    /// <summary>m of the prior N(m, Σ), d numbers; null for zeros.</summary>
    public IReadOnlyList<double>? PriorMean { get; init; }

    /// <summary>Σ of the prior N(m, Σ), d rows of d numbers; null for the identity.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? PriorCovariance { get; init; }

    /// <summary>The encoder's hidden layers, however they were given.</summary>
    [JsonIgnore]
    public Architecture EncoderLayers => Encoder ?? Architecture.Dense(Hidden);

    /// <summary>The decoder's hidden layers, however they were given.</summary>
    /// <param name="shape">The shape of a sample.</param>
    public Architecture DecoderLayers(SampleShape shape) => (Decoder ?? EncoderLayers.Mirrored(shape)).To(shape);

    /// <summary>
    /// Numbers of all weights of a model of this shape, without biases, before anything is built: what a model file must hold at
    /// least, and what memory is estimated from.
    /// </summary>
    /// <param name="shape">The shape of a sample.</param>
    internal long Weights(SampleShape shape)
    {
        SampleShape input = EncoderInput(shape), code = SampleShape.Features(Kind.DecoderInputs(this) + Classes);
        Architecture encoder = EncoderWithClasses(shape), decoder = DecoderLayers(shape);
        SampleShape last = decoder.Shapes(code).Last();
        return encoder.Weights(input)
            + decoder.Weights(code)
            + Models.Decoder.LastLayer(last, shape, CreateLikelihood().OutputsPerFeature).Weights(last)
            + Kind.Weights(shape, this, encoder.Shapes(input).Last().Length);
    }

    /// <summary>The encoder's hidden layers; for a model that is told of classes and takes pictures, with a layer before them that makes the class a part of the picture.</summary>
    internal Architecture EncoderWithClasses(SampleShape shape) =>
        Classes > 0 && EncoderLayers.Layers[0] is PictureSpec ? new([new ClassPlanesSpec(shape, Classes), .. EncoderLayers.Layers]) : EncoderLayers;

    /// <summary>What does not fit the samples, each fault in a sentence. The options are sound by themselves.</summary>
    /// <param name="shape">The shape of a sample.</param>
    internal IEnumerable<string> Misfits(SampleShape shape)
    {
        string[] encoder = [.. EncoderWithClasses(shape).Misfits("ModelOptions.Encoder", EncoderInput(shape))];
        if (encoder.Length > 0)
            return encoder;
        string decoder = Decoder is null ? "ModelOptions.Decoder, which mirrors the encoder where it is not given," : "ModelOptions.Decoder";
        Architecture layers = DecoderLayers(shape);
        SampleShape code = SampleShape.Features(Kind.DecoderInputs(this) + Classes);
        string[] faults = [.. layers.Misfits(decoder, code)];
        return faults.Length > 0 || Models.Decoder.Misfit(decoder, layers.Shapes(code).Last(), shape) is not { } last ? faults : [last];
    }

    /// <summary>What the encoder takes: a sample, with its class behind it if there are classes.</summary>
    internal SampleShape EncoderInput(SampleShape shape) => Classes == 0 ? shape : SampleShape.Features(shape.Length + Classes);

    /// <summary>Numbers that an encoder answers with for a code of some numbers: mean, log-variance, and what is below the diagonal of L.</summary>
    internal long HeadLength(int code) => Posterior switch
    {
        Posterior.Point => code,
        Posterior.Full => (2L * code) + FullGaussian.LengthBelowDiagonal(code),
        _ => 2L * code,
    };

    /// <summary>These options for another kind of model, whose encoder answers with what that kind needs.</summary>
    /// <param name="kind">Which.</param>
    public ModelOptions As(KindOptions kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return this with { Kind = kind, Posterior = kind.Posteriors.Contains(Posterior) ? Posterior : kind.Posteriors[0], Classes = kind.TakesLabels ? Classes : 0 };
    }

    /// <summary>p(z), a new one for each model: it may have something to learn.</summary>
    /// <exception cref="InputException">There is no such prior, or mean and covariance do not make a Gaussian in d dimensions.</exception>
    public Prior CreatePrior()
    {
        string[] faults = [.. Settings.First(setting => setting.Member == Setting.Path<ModelOptions>(nameof(LatentDimensions))).Faults(this)];
        if (faults.Length > 0)
            throw new InputException(faults);
        return Kind.PriorName(this) is var name and not Priors.Gaussian ? Priors.Create(name, LatentDimensions) : GaussianPrior();
    }

    /// <summary>N(m, Σ).</summary>
    private MultivariateNormal GaussianPrior()
    {
        int d = LatentDimensions;
        if (PriorMean is null && PriorCovariance is null)
            return MultivariateNormal.Standard(d);

        int rows = PriorCovariance?.Count ?? d;
        if (PriorCovariance is not null && PriorCovariance.Any(row => row.Count != rows))
            throw new InputException(FormattableString.Invariant($"ModelOptions.PriorCovariance has {rows} rows, and not each has {rows} numbers; it needs a square, for example \"2,-0.7;-0.7,1.5\"."));
        if (rows != d || (PriorMean?.Count ?? d) != d)
        {
            throw new InputException(FormattableString.Invariant(
                $"The prior has a mean of {PriorMean?.Count ?? d} numbers and a covariance of {rows} × {rows}, and the latent space has {d} dimensions: make ModelOptions.PriorMean, ModelOptions.PriorCovariance and ModelOptions.LatentDimensions agree."));
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
    public GenerativeModel Create(SampleShape shape, ulong seed)
    {
        string[] faults = [.. Faults()];
        if (faults.Length == 0)
            faults = [.. Misfits(shape)];
        return faults.Length == 0 ? Kind.Create(shape, this, seed) : throw new InputException(faults);
    }

    /// <summary>p(x|z), a new one for each model: it may have something to learn.</summary>
    /// <exception cref="InputException">There is no such likelihood, or σ is not above 0.</exception>
    public Likelihood CreateLikelihood() => Likelihoods.Create(Likelihood, Sigma, Means);

    /// <summary>Whether all options are the same, lists number by number.</summary>
    /// <param name="other">The other options.</param>
    public bool Equals(ModelOptions? other) =>
        other is not null && Kind.Equals(other.Kind) && Settings.All(setting => setting.Text(this) == setting.Text(other));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Classes, LatentDimensions, Hidden.Count, Encoder, Decoder, Likelihood, Prior ?? Priors.Gaussian);

    /// <summary>What cannot be built, each fault in a sentence.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (string fault in Settings.SelectMany(setting => setting.Faults(this)).Concat(Kind.Faults(this)))
            yield return fault;
        if (Encoder is not null && !Hidden.SequenceEqual(s_usualHidden))
            yield return "ModelOptions.Hidden is the short form of ModelOptions.Encoder, and both are there; leave one of them out.";
        if (Enum.IsDefined(Posterior) && !Kind.Posteriors.Contains(Posterior))
            yield return $"ModelOptions.Posterior = {Posterior} is not for ModelOptions.Kind = {Kind.Name}; it needs {string.Join(" or ", Kind.Posteriors.Select(Spelling.Word))}.";
        if (Sigma is not null && Likelihood is not Likelihoods.Gaussian)
            yield return "ModelOptions.Sigma is the spread of a Gaussian likelihood; add ModelOptions.Likelihood = gaussian, or leave it out.";
        if (Means != GaussianMeans.Identity && Likelihood is not Likelihoods.Gaussian)
            yield return "ModelOptions.Means are those of a Gaussian likelihood; add ModelOptions.Likelihood = gaussian, or leave it out.";
        if (Classes > 0 && !Kind.TakesLabels)
            yield return $"ModelOptions.Classes is for a model that sees labels, which ModelOptions.Kind = {Kind.Name} does not; leave it out, or choose another kind.";
        if (LatentDimensions is < 1 or > MaxLatentDimensions)
            yield break;
        foreach (string fault in PriorFaults())
            yield return fault;
    }

    /// <summary>What does not fit about a prior, each fault in a sentence.</summary>
    internal IEnumerable<string> Faults(Prior prior)
    {
        if (prior.Dimensions != LatentDimensions)
            yield return FormattableString.Invariant($"The prior has {prior.Dimensions} dimensions and the latent space {LatentDimensions}: they need the same.");
        if (prior.PseudoInputs > 0 && Kind is not (VaeOptions or HierarchicalOptions))
            yield return $"ModelOptions.Prior = {prior.Name} is made of the posteriors of a VAE, and ModelOptions.Kind = {Kind.Name} draws from its prior while it is trained; take another prior, or ModelOptions.Kind = vae or hierarchical.";
        if (prior.PseudoInputs > 0 && Classes > 0)
            yield return FormattableString.Invariant($"ModelOptions.Prior = {prior.Name} encodes pseudo-inputs, which have no class; leave out ModelOptions.Classes, or take ModelOptions.Prior = mixture:{prior.PseudoInputs}.");
        if (prior.PseudoInputs > 0 && Posterior == Posterior.Full)
            yield return FormattableString.Invariant($"ModelOptions.Prior = {prior.Name} mixes posteriors of diagonal covariance; take ModelOptions.Posterior = Diagonal, or ModelOptions.Prior = mixture:{prior.PseudoInputs}.");
        if (!prior.HasDensity && Kind.WhyNoKlWeight is null)
            yield return prior.NoDensity;
    }

    private static IEnumerable<string> HiddenFaults(ModelOptions options, string member)
    {
        if (options.Hidden.Count is 0 or > MaxHiddenLayers)
            yield return FormattableString.Invariant($"{member} names {options.Hidden.Count} layers; it needs from 1 to {MaxHiddenLayers}, for example 512,256.");
        foreach (int units in options.Hidden.Where(units => units is < 1 or > MaxHiddenUnits).Distinct())
            yield return FormattableString.Invariant($"{member} has a layer of {units} units; each needs from 1 to {MaxHiddenUnits}, for example 512,256.");
    }

    private IReadOnlyList<string> PriorFaults()
    {
        // Written so that what is no number is a fault too.
        string[] faults =
        [
            .. (PriorMean ?? []).Where(mean => !(Math.Abs(mean) <= MostPriorMean)).Select(mean => FormattableString.Invariant(
                $"ModelOptions.PriorMean has {mean}; each needs a number from -{MostPriorMean} to {MostPriorMean}, for example 0.")),
            .. (PriorCovariance ?? []).SelectMany((row, i) => row.Skip(i).Take(1)).Where(variance => !(variance is >= LeastPriorVariance and <= MostPriorVariance)).Select(variance => FormattableString.Invariant(
                $"ModelOptions.PriorCovariance has a variance of {variance}; each needs a number from {LeastPriorVariance} to {MostPriorVariance}, for example 1.")),
        ];
        faults = [.. faults.Distinct(StringComparer.Ordinal)];
        if (faults.Length > 0)
            return faults;
        bool isGaussian = Prior is null or Priors.Gaussian;
        if (!isGaussian && (PriorMean is not null || PriorCovariance is not null))
            return [$"ModelOptions.PriorMean and ModelOptions.PriorCovariance are those of a Gaussian; leave them out with ModelOptions.Prior = {Prior}."];
        try
        {
            return [.. Faults(isGaussian ? GaussianPrior() : Priors.Create(Prior!, LatentDimensions))];
        }
        catch (InputException exception)
        {
            return exception.Faults;
        }
    }
}
