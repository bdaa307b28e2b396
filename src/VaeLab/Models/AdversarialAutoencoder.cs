using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// An adversarial autoencoder (Makhzani et al. 2015): an autoencoder whose codes, of all images together, are made to look like
/// points of a prior by a discriminator that tries to tell them apart. The prior needs no density: to draw from it is enough.
/// <para>There is no KL: a code is a point, and what it costs in nats is charged nowhere. So there is no bound on log p(x) either.</para>
/// </summary>
public sealed class AdversarialAutoencoder : LatentModel
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;

    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="prior">p(z); its dimensions are those of the latent space.</param>
    /// <param name="likelihood">p(x|z).</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built, or the prior has other dimensions or something to learn.</exception>
    public AdversarialAutoencoder(SampleShape shape, ModelOptions options, Prior prior, Likelihood likelihood, ulong seed)
        : base(shape, options, prior, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        AdversarialOptions adversarial = Own<AdversarialOptions>(options);
        if (prior.Parameters.Count > 0)
            throw new InputException($"The prior '{prior.Name}' has something to learn, and an adversarial autoencoder only draws from its prior: take one that is fixed.");
        Weight = adversarial.Weight;
        _encoder = build.Encoder(options.LatentDimensions, Posterior.Point);
        _decoder = build.Decoder(options.LatentDimensions, likelihood);
        Discriminator = build.Discriminator(options.LatentDimensions, adversarial.Units);
        Parameters = [.. _encoder.Parameters, .. _decoder.Parameters, .. Discriminator.Parameters, .. likelihood.Parameters];
    }

    /// <summary>D(z), the probability that z was drawn from the prior rather than encoded.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>λ, the weight of deceiving the discriminator.</summary>
    public double Weight { get; }

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <summary>All weights and biases: encoder, decoder, discriminator, and then what the likelihood learns.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Encoder EncoderNetwork => _encoder;

    /// <inheritdoc/>
    public override Network DecoderNetwork => _decoder.Network;

    /// <inheritdoc/>
    public override GaussianPosterior Encode(Tensor x, Tensor? labels = null) => _encoder.Encode(WithClass(x, labels));

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, Tensor? labels = null) => _decoder.Decode(WithClass(z, labels));

    /// <summary>Points of the prior, for the discriminator to compare the codes with.</summary>
    /// <param name="noise">Standard normal numbers, images × d.</param>
    public override void ShapeNoise(Span<float> noise) => ShapeSample(noise);

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty) => Loss(batch.Images, batch.Noise, batch.Labels);

    /// <summary>
    /// The loss of a batch: −log p(x|z) + λ·(−log D(z)) for encoder and decoder, which deceive the discriminator as it is, and
    /// −log D(z′) − log(1 − D(z)) for the discriminator, which takes the codes as they are (Makhzani et al. 2015, section 2;
    /// Goodfellow et al. 2014, equation 1, with the generator's gradient of its section 3). Both in one sum, each learning from its
    /// own terms only.
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="prior">z′ ~ p(z), batch × d.</param>
    /// <param name="y">The classes, batch × classes, for a conditional model; null for others.</param>
    public ModelLoss Loss(Tensor x, Tensor prior, Tensor? y = null)
    {
        Tensor z = Encode(x, y).Mean;
        Tensor reconstruction = Likelihood.NegativeLogLikelihood(Decode(z, y), x);    // −log p(x|z)

        Tensor fool = Softplus(-1 * Discriminator.Logit(z, frozen: true));            // −log D(z): the encoder learns
        Tensor real = Discriminator.Logit(prior), made = Discriminator.Logit(StopGradient(z));
        Tensor tell = Softplus(-1 * real) + Softplus(made);                           // −log D(z′) − log(1 − D(z)): D learns

        return new ModelLoss(Mean(reconstruction + (Weight * fool) + tell), reconstruction, Kl: null)
        {
            Terms = [("discriminator", tell), ("fool", fool), ("d_prior", Sigmoid(real)), ("d_codes", Sigmoid(made))],
        };
    }
}
