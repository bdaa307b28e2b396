using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A VAE whose decoder is the generator of a GAN (Larsen et al. 2016): the discriminator learns to tell images from those that
/// the model makes, and what it has learnt to look at says how similar two images are, in place of a distance of pixels.
/// </summary>
public sealed class VaeGan : LatentModel
{
    /// <summary>
    /// σ² of the discriminator's features, by which their distance becomes nats that a KL can be weighed against. The paper's 1 is for
    /// tens of thousands of convolutional features; of a few hundred, none would be worth a nat of code.
    /// </summary>
    internal const double FeatureVariance = 0.01;

    /// <summary>
    /// Nats of its loss below which the discriminator gets nothing for being surer: it waits until it is deceived more often. Three
    /// images are judged for each that is given, one real and two made; chance is 3 ln 3 − 2 ln 2 = 1.91.
    /// </summary>
    internal const double SureEnough = 1.6;

    private readonly Encoder _encoder;
    private readonly Decoder _decoder;

    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape; its likelihood is Bernoulli's, so that the decoder's images are probabilities of ink.</param>
    /// <param name="prior">p(z); its dimensions are those of the latent space.</param>
    /// <param name="likelihood">p(x|z), by which the reconstruction is reported, and which nothing learns from.</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built, or the prior has other dimensions.</exception>
    public VaeGan(SampleShape shape, ModelOptions options, Prior prior, Likelihood likelihood, ulong seed)
        : base(shape, options, prior, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        VaeGanOptions own = Own<VaeGanOptions>(options);
        Weight = own.Weight;
        _encoder = build.Encoder(options.LatentDimensions, options.Posterior);
        _decoder = build.Decoder(options.LatentDimensions, likelihood);
        Discriminator = build.Discriminator(shape.Length, own.Units);
        Parameters = [.. _encoder.Parameters, .. _decoder.Parameters, .. Discriminator.Parameters, .. prior.Parameters];
    }

    /// <summary>D(x), the probability that x is a real image.</summary>
    public Discriminator Discriminator { get; }

    /// <summary>λ, or 1/γ, the weight of deceiving the discriminator beside the learnt similarity.</summary>
    public double Weight { get; }

    /// <summary>For each image its ε, and then the point of the prior that a second image is made of.</summary>
    public override int NoiseLength => 2 * LatentDimensions;

    /// <summary>All weights and biases: encoder, decoder, discriminator, and then what the prior learns.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Encoder EncoderNetwork => _encoder;

    /// <inheritdoc/>
    public override Network DecoderNetwork => _decoder.Network;

    /// <inheritdoc/>
    public override GaussianPosterior Encode(Tensor x, Tensor? labels = null) => _encoder.Encode(x);

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, Tensor? labels = null) => _decoder.Decode(z);

    /// <inheritdoc/>
    public override void ShapeNoise(Span<float> noise)
    {
        for (int start = 0; start < noise.Length; start += NoiseLength)
            Prior.Transform(noise.Slice(start + LatentDimensions, LatentDimensions));
    }

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty)
    {
        Tensor noise = batch.Noise;
        return Loss(batch.Images, Columns(noise, 0, LatentDimensions), Columns(noise, LatentDimensions, LatentDimensions), penalty);
    }

    /// <summary>
    /// The loss of a batch (Larsen et al. 2016, equations 5 to 9 and algorithm 1). Encoder: KL + similarity. Decoder: similarity +
    /// λ·fool, which is the paper's γ·similarity + fool with γ = 1/λ, to an optimizer that does not heed the scale of a gradient.
    /// Discriminator: tell, while that is above <see cref="SureEnough"/>, so that it keeps pace with the decoder (their section 4 has
    /// the same trouble). Here fool is −log D rather than log(1 − D), whose gradient vanishes where D is sure (Goodfellow et
    /// al. 2014, section 3).
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    /// <param name="prior">z′ ~ p(z), batch × d.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    public ModelLoss Loss(Tensor x, Tensor noise, Tensor prior, KlPenalty penalty)
    {
        GaussianPosterior q = Encode(x);                                              // q(z|x)
        Tensor kl = q.KlDivergence(Prior, noise);                                     // KL(q(z|x)‖p(z))
        Tensor z = q.Reparameterize(noise), output = Decode(z);
        Tensor decoded = Sigmoid(output);                                             // x̃ = Dec(z)
        Tensor again = Sigmoid(Decode(StopGradient(z)));                              // x̃, to deceive: the encoder takes no part
        Tensor drawn = Sigmoid(Decode(prior));                                        // x′ = Dec(z′)

        // D learns from what is real and what is made, as they are.
        Tensor seen = Discriminator.Features(x);
        Tensor real = Discriminator.Judge(seen);
        Tensor madeOfCode = Discriminator.Logit(StopGradient(again)), madeOfPrior = Discriminator.Logit(StopGradient(drawn));
        Tensor tell = Softplus(-1 * real) + Softplus(madeOfCode) + Softplus(madeOfPrior);

        // The others learn from D as it is.
        Tensor similarity = (1 / FeatureVariance) * HalfSquaredError(Discriminator.Features(decoded, frozen: true), StopGradient(seen));
        Tensor fool = Softplus(-1 * Discriminator.Logit(again, frozen: true)) + Softplus(-1 * Discriminator.Logit(drawn, frozen: true));

        Tensor reconstruction = Likelihood.NegativeLogLikelihood(output, x);          // to report, in nats
        return new ModelLoss(Mean(similarity + (Weight * fool)) + Maximum(Mean(tell), SureEnough) + penalty.Apply(q, kl, Prior), reconstruction, kl)
        {
            Terms =
            [
                ("discriminator", tell), ("fool", fool), ("similarity", similarity),
                ("d_real", Sigmoid(real)), ("d_decoded", Sigmoid(madeOfCode)), ("d_drawn", Sigmoid(madeOfPrior)),
            ],
        };
    }
}
