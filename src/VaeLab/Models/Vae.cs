using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A variational autoencoder (Kingma &amp; Welling 2013; Rezende, Mohamed &amp; Wierstra 2014): an encoder q(z|x), a decoder
/// p(x|z) and a prior p(z), trained together to raise the evidence lower bound on log p(x).
/// <para>With <see cref="ModelOptions.Classes"/> it is a conditional one (Sohn, Lee &amp; Yan 2015): encoder and decoder are given the class y
/// of a sample, so that the code is left to say how it is drawn rather than what it is. It then bounds log p(x|y).</para>
/// </summary>
public sealed class Vae : LatentModel
{
    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="prior">p(z); its dimensions are those of the latent space.</param>
    /// <param name="likelihood">p(x|z).</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built, or the prior has other dimensions.</exception>
    public Vae(SampleShape shape, ModelOptions options, Prior prior, Likelihood likelihood, ulong seed)
        : base(shape, options, prior, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        Encoder = build.Encoder(options.LatentDimensions, options.Posterior);
        Decoder = build.Decoder(options.LatentDimensions, likelihood);
        Parameters = [.. Encoder.Parameters, .. Decoder.Parameters, .. likelihood.Parameters, .. prior.Parameters];
    }

    /// <summary>q(z|x).</summary>
    public Encoder Encoder { get; }

    /// <summary>p(x|z), together with <see cref="GenerativeModel.Likelihood"/>.</summary>
    public Decoder Decoder { get; }

    /// <summary>All weights and biases, in the order of the layers, and then what likelihood and prior learn.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <inheritdoc/>
    public override Encoder EncoderNetwork => Encoder;

    /// <inheritdoc/>
    public override Network DecoderNetwork => Decoder.Network;

    /// <inheritdoc/>
    public override GaussianPosterior Encode(Tensor x, Tensor? labels = null) => Encoder.Encode(WithClass(x, labels));

    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, Tensor? labels = null) => Decoder.Decode(WithClass(z, labels));

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty) => Loss(batch.Images, batch.Noise, penalty, batch.Labels);

    /// <summary>The negative ELBO of a batch, or that of a β-VAE: see <see cref="Loss(Tensor, Tensor, KlPenalty, Tensor)"/>.</summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    /// <param name="beta">β, the weight of the KL: a number, or a coefficient that follows a schedule; null for 1.</param>
    public VaeLoss Loss(Tensor x, Tensor noise, Coefficient? beta = null) => Loss(x, noise, KlPenalty.Weighted(beta ?? 1));

    /// <summary>
    /// The loss of a batch: E[−log p(x|z)] + penalty(KL(q(z|x)‖p(z))), with one sample z for each image. Where the penalty is the
    /// KL itself, this is the negative ELBO (Kingma &amp; Welling 2013, equations 3 and 8). Given classes y, everything is
    /// conditional on them (Sohn et al. 2015, equation 4, with a prior that does not depend on y).
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="noise">ε ~ N(0, I), batch × d.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    /// <param name="y">The classes, batch × classes, for a conditional model; null for others.</param>
    public VaeLoss Loss(Tensor x, Tensor noise, KlPenalty penalty, Tensor? y = null)
    {
        GaussianPosterior q = Encode(x, y);                                           // q(z|x) = N(μ, LLᵀ)
        Tensor z = q.Reparameterize(noise);                                           // z = μ + L·ε
        Tensor output = Decode(z, y);

        Tensor reconstruction = Likelihood.NegativeLogLikelihood(output, x);          // −log p(x|z)
        Tensor kl = q.KlDivergence(Prior, noise);                                     // KL(q(z|x)‖p(z))
        return new VaeLoss(Mean(reconstruction) + penalty.Apply(q, kl, Prior), reconstruction, kl, q, output);
    }
}
