using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A vector-quantized variational autoencoder (van den Oord, Vinyals &amp; Kavukcuoglu 2017): an image becomes M codes, each one of K. The
/// encoder answers with M vectors, and each takes the code that is nearest. Besides, a prior p(c) learns which codes go together,
/// so that new images can be made.
/// <para>q(c|x) puts all on one sequence of codes. So KL(q(c|x)‖p(c)) = −log p(c), what it costs to send them, and
/// −log p(x|c) − log p(c) is a bound on −log p(x) in nats.</para>
/// </summary>
public sealed class VqVae : GenerativeModel
{
    private readonly Encoder _encoder;
    private readonly Decoder _decoder;
    private readonly Embedding _codebook;
    private readonly CodebookKeeper _keeper;

    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="likelihood">p(x|c).</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built.</exception>
    public VqVae(SampleShape shape, ModelOptions options, Likelihood likelihood, ulong seed)
        : base(shape, options, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        Vq = Own<VqOptions>(options);
        _encoder = build.Encoder(Vq.VectorLength, Posterior.Point);
        _decoder = build.Decoder(Vq.VectorLength, likelihood);
        _codebook = new Embedding("codebook", Vq.Codes, Vq.CodeLength, build.Next());
        Prior = new CodePrior(Vq.Positions, Vq.Codes, Vq.PriorUnits, build.Next);
        _keeper = new CodebookKeeper(Codebook, Vq);
        Parameters = [.. _encoder.Parameters, .. _decoder.Parameters, Codebook, .. Prior.Parameters, .. likelihood.Parameters];
        Learnt = Vq.Codebook == CodebookUpdate.Loss ? Parameters : [.. Parameters.Where(parameter => parameter != Codebook)];
    }

    /// <summary>Codes, their number and how they learn.</summary>
    public VqOptions Vq { get; }

    /// <summary>e, K × D: the vector that each code stands for.</summary>
    public Parameter Codebook => _codebook.Table;

    /// <summary>p(c).</summary>
    public CodePrior Prior { get; }

    /// <summary>All weights and biases: encoder, decoder, codebook, prior, and then what the likelihood learns.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>All of them, or all but a codebook that is a moving average.</summary>
    public override IReadOnlyList<Parameter> Learnt { get; }

    /// <summary>How often each code is used, and the sums that a moving average is made of.</summary>
    public override IReadOnlyList<Parameter> Memory => _keeper.Memory;

    /// <summary>None: the codes of an image are what they are.</summary>
    public override int NoiseLength => 0;

    /// <summary>Two for each code that there is to choose, at each position.</summary>
    public override int SampleLength => 2 * Vq.Positions * Vq.Codes;

    /// <summary>z, M vectors one behind the other: batch × pixels in [0, 1] to batch × (M·D).</summary>
    public Tensor Vectors(Tensor x) => _encoder.Encode(x).Mean;

    /// <summary>c, the nearest codes: batch × (M·D) to batch × M, whole numbers from 0 to K − 1.</summary>
    public Tensor Codes(Tensor vectors) => NearestCode(vectors, Codebook);

    /// <summary>From codes to the parameters of p(x|c): batch × M to batch × pixels.</summary>
    public Tensor Decode(Tensor codes) => _decoder.Decode(_codebook.Apply(codes));

    /// <summary>M.</summary>
    public override int CodeLength => Vq.Positions;

    /// <summary>c, the codes of each sample: whole numbers from 0 to K − 1.</summary>
    /// <inheritdoc/>
    public override Tensor Code(Tensor x, Tensor? labels = null) => Codes(Vectors(x));

    /// <inheritdoc/>
    public override Tensor FromCode(Tensor code, Tensor? labels = null) => Decode(code);

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty) => Loss(batch.Images, penalty);

    /// <summary>
    /// The loss of a batch: −log p(x|c) + ‖sg(z) − e‖² + β‖z − sg(e)‖² (van den Oord et al. 2017, equation 3, in nats and sums; the
    /// middle one is left to moving averages if there are any), and −log p(c), from which the prior learns alone. The decoder's gradient
    /// goes straight through to the encoder, as if e were z.
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="penalty">What becomes of −log p(c).</param>
    public VqLoss Loss(Tensor x, KlPenalty penalty)
    {
        Tensor z = Vectors(x), codes = Codes(z), e = _codebook.Apply(codes);
        Tensor output = _decoder.Decode(z + StopGradient(e - z));                     // e, with the gradient of z
        Tensor reconstruction = Likelihood.NegativeLogLikelihood(output, x);          // −log p(x|c)
        Tensor kl = Prior.NegativeLogLikelihood(codes);                               // −log p(c)

        Tensor commitment = 2 * HalfSquaredError(z, StopGradient(e));                 // ‖z − sg(e)‖²: the encoder learns
        Tensor loss = reconstruction + (Vq.Commitment * commitment);
        if (Vq.Codebook == CodebookUpdate.Loss)
            loss += 2 * HalfSquaredError(e, StopGradient(z));                         // ‖sg(z) − e‖²: the codebook learns
        return new VqLoss(Mean(loss) + penalty.Apply(kl, () => kl), reconstruction, kl, z, codes, output) { Terms = [("quantization", commitment)] };
    }

    /// <inheritdoc/>
    public override void AfterStep(ModelLoss loss, RandomStream random)
    {
        if (loss is VqLoss { Codes: var codes, Vectors: var vectors })
            _keeper.Update(codes.Values, vectors.Values, random);
    }

    /// <summary>Gumbel numbers −ln(−ln u), in place, a first half of each image's: half the sum of two squared normal numbers is a −ln u.</summary>
    /// <param name="sample">Standard normal numbers, images × <see cref="SampleLength"/>.</param>
    public override void ShapeSample(Span<float> sample)
    {
        for (; sample.Length > 0; sample = sample[SampleLength..])
        {
            for (int i = 0; i < SampleLength / 2; i++)
                sample[i] = -MathF.Log(0.5f * ((sample[2 * i] * sample[2 * i]) + (sample[(2 * i) + 1] * sample[(2 * i) + 1])));
        }
    }

    /// <inheritdoc/>
    public override Tensor Generate(Tensor sample, Tensor? labels = null) => Decode(Prior.Draw(Columns(sample, 0, SampleLength / 2)));
}
