using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A model with a latent space: an encoder q(z|x) that puts images at points of it, and a decoder p(x|z) that makes images of
/// points. All that looks at a latent space takes any of these.
/// </summary>
public abstract class LatentModel : GenerativeModel
{
    /// <summary>Checks the shape, before any weights are made.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="prior">p(z); its dimensions are those of the latent space.</param>
    /// <param name="likelihood">p(x|z), together with what the decoder outputs.</param>
    /// <exception cref="InputException">The shape cannot be built; all faults together.</exception>
    protected LatentModel(SampleShape shape, ModelOptions options, Prior prior, Likelihood likelihood)
        : base(shape, options, likelihood, Faults(options, prior))
    {
        Prior = prior;
        prior.Bind(shape, x => Encode(x));
    }

    /// <summary>p(z).</summary>
    public Prior Prior { get; }

    /// <summary>
    /// Whether q(z|x) has a density, and with it a KL and a bound on log p(x). Without one a code is a point: its KL would be
    /// infinite, is charged nowhere, and is shown as 0 or not at all.
    /// </summary>
    public virtual bool HasDensity => true;

    /// <summary>d.</summary>
    public int LatentDimensions => Options.LatentDimensions;

    /// <inheritdoc/>
    public override int NoiseLength => LatentDimensions;

    /// <inheritdoc/>
    public override int SampleLength => LatentDimensions;

    /// <summary>d.</summary>
    public override int CodeLength => LatentDimensions;

    /// <summary>The posterior mean of each sample.</summary>
    /// <inheritdoc/>
    public override Tensor Code(Tensor x, Tensor? labels = null) => Encode(x, labels).Mean;

    /// <inheritdoc/>
    public override Tensor FromCode(Tensor code, Tensor? labels = null) => Decode(code, labels);

    /// <summary>What the decoder outputs by way of the posterior means, in all layers.</summary>
    /// <inheritdoc/>
    public override Tensor Reconstruct(Tensor x, Tensor? labels = null)
    {
        Tensor noNoise = x.Tape.Input(SampleLength);                                  // an input that nothing fills stays 0
        return Draw(Summary(x, labels), noNoise, labels).Output;
    }

    /// <summary>Points of the prior, in place.</summary>
    /// <param name="sample">Standard normal numbers, images × d.</param>
    public override void ShapeSample(Span<float> sample) => Prior.TransformRows(sample);

    /// <inheritdoc/>
    public override Tensor Generate(Tensor sample, Tensor? labels = null) => Decode(sample, labels);

    /// <summary>
    /// The decoder, where it is layers one after the other from a point, with the class behind it, to the outputs: such a decoder
    /// fits into a report and into ONNX. Null where it is more than that.
    /// </summary>
    public virtual Network? DecoderNetwork => null;

    /// <summary>The encoder, under the same condition; null where it is more than hidden layers and their heads.</summary>
    public virtual Encoder? EncoderNetwork => null;

    /// <summary>q(z|x) for a batch of images.</summary>
    /// <param name="x">Batch × pixels in [0, 1].</param>
    /// <param name="labels">y, batch × classes; null for a model that sees no labels.</param>
    public abstract GaussianPosterior Encode(Tensor x, Tensor? labels = null);

    /// <summary>From latent points to the parameters of p(x|z), batch × pixels.</summary>
    /// <param name="z">Batch × d.</param>
    /// <param name="labels">y, batch × classes; null for a model that sees no labels.</param>
    public abstract Tensor Decode(Tensor z, Tensor? labels = null);

    /// <summary>A sample, or a latent point, with its class behind it if the model is given classes.</summary>
    /// <param name="input">Batch × some columns.</param>
    /// <param name="labels">y, batch × classes; null for a model that sees no labels.</param>
    protected Tensor WithClass(Tensor input, Tensor? labels) => Classes == 0 ? input
        : Concat(input, labels ?? throw new ArgumentNullException(nameof(labels), "A conditional model needs the class of each sample: batch × classes."));

    /// <summary>All that <see cref="Draw"/> needs of an image: computed once for it, however many draws there are. Batch × some columns.</summary>
    /// <param name="x">Batch × pixels in [0, 1].</param>
    /// <param name="labels">y, batch × classes; null for a model that sees no labels.</param>
    public virtual Tensor Summary(Tensor x, Tensor? labels = null) => Encode(x, labels).Packed;

    /// <summary>z ~ q(z|x), and what the decoder makes of it: with noise 0, the reconstruction of an image by way of the means.</summary>
    /// <param name="summary">The <see cref="Summary"/> of each image.</param>
    /// <param name="noise">ε ~ N(0, I), batch × <see cref="GenerativeModel.SampleLength"/>: a number for each latent dimension of all layers.</param>
    /// <param name="labels">y, batch × classes; null for a model that sees no labels.</param>
    public virtual LatentDraw Draw(Tensor summary, Tensor noise, Tensor? labels = null)
    {
        GaussianPosterior q = GaussianPosterior.Unpack(summary, LatentDimensions);
        Tensor z = q.Reparameterize(noise);
        return new([new(q, noise, z)], Decode(z, labels));
    }

    private static IEnumerable<string> Faults(ModelOptions options, Prior prior)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(prior);
        return options.Faults(prior);
    }
}
