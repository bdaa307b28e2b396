using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A conditional variational autoencoder (Sohn, Lee &amp; Yan 2015): encoder and decoder are told the class y of an image, so that the
/// latent code is left to say how it is drawn rather than what. It bounds log p(x|y).
/// </summary>
public sealed class ConditionalVae : LatentModel
{
    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="prior">p(z), the same for every class; its dimensions are those of the latent space.</param>
    /// <param name="likelihood">p(x|z, y).</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built, or the prior has other dimensions.</exception>
    public ConditionalVae(SampleShape shape, ModelOptions options, MultivariateNormal prior, Likelihood likelihood, ulong seed)
        : base(shape, options, prior, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        Encoder = build.Encoder(options.LatentDimensions, options.Posterior, Classes);
        Decoder = build.Decoder(options.LatentDimensions + Classes);
        Parameters = [.. Encoder.Parameters, .. Decoder.Parameters, .. likelihood.Parameters];
    }

    /// <summary>q(z|x, y), from an image with its class behind it.</summary>
    public Encoder Encoder { get; }

    /// <summary>p(x|z, y), from a latent point with a class behind it.</summary>
    public Decoder Decoder { get; }

    /// <inheritdoc/>
    public override int Classes => Options.Conditional?.Classes ?? ConditionalOptions.UsualClasses;

    /// <summary>All weights and biases, in the order of the layers, and then what the likelihood learns.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Encoder EncoderNetwork => Encoder;

    /// <inheritdoc/>
    public override Network DecoderNetwork => Decoder.Network;

    /// <inheritdoc/>
    public override GaussianPosterior Encode(Tensor x, Tensor? labels = null) => Encoder.Encode(Concat(x, Required(labels)));

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, Tensor? labels = null) => Decoder.Decode(Concat(z, Required(labels)));

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty) => Loss(batch.Images, Required(batch.Labels), batch.Noise, penalty);

    /// <summary>
    /// The loss of a batch: E[−log p(x|z, y)] + penalty(KL(q(z|x, y)‖p(z))), with one sample z for each image. Where the penalty is
    /// the KL itself, this is a bound on −log p(x|y) (Sohn et al. 2015, equation 4, with a prior that does not depend on y).
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="y">Their classes, batch × classes: 1 for the class and 0 elsewhere.</param>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    public VaeLoss Loss(Tensor x, Tensor y, Tensor noise, KlPenalty penalty)
    {
        GaussianPosterior q = Encoder.Encode(Concat(x, y));                           // q(z|x, y) = N(μ, LLᵀ)
        Tensor z = q.Reparameterize(noise);                                           // z = μ + L·ε
        Tensor output = Decoder.Decode(Concat(z, y));

        Tensor reconstruction = Likelihood.NegativeLogLikelihood(output, x);          // −log p(x|z, y)
        Tensor kl = q.KlDivergence(Prior);                                            // KL(q(z|x, y)‖p(z))
        return new VaeLoss(Mean(reconstruction) + penalty.Apply(q, kl, Prior), reconstruction, kl, q, output);
    }

    private static Tensor Required(Tensor? labels) =>
        labels ?? throw new ArgumentNullException(nameof(labels), "A conditional model needs the class of each image: batch × classes.");
}
