using System.Buffers;
using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;
using static System.FormattableString;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// A hierarchical variational autoencoder (Rezende, Mohamed &amp; Wierstra 2014; Sønderby et al. 2016): several latent layers, each a
/// learnt Gaussian given the one above, p(x|z₁) p(z₁|z₂) … p(z_L), inferred from the top down.
/// <para>Its latent space, for all that looks at one, is the top layer; decoding a point puts the layers below at the means of their priors.</para>
/// </summary>
public sealed class HierarchicalVae : LatentModel
{
    private readonly Network _encoder;
    private readonly DenseLayer[] _up;
    private readonly DenseLayer[] _join;
    private readonly GaussianLayer[] _inferred;
    private readonly (DenseLayer Hidden, GaussianLayer Gaussian)[] _down;
    private readonly Decoder _decoder;
    private readonly int[] _features;

    /// <summary>A model with random weights.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="options">Its shape.</param>
    /// <param name="prior">p(z_L), of the top layer.</param>
    /// <param name="likelihood">p(x|z₁).</param>
    /// <param name="seed">Where the weights come from.</param>
    /// <exception cref="InputException">The shape cannot be built, or the prior has other dimensions.</exception>
    public HierarchicalVae(SampleShape shape, ModelOptions options, Prior prior, Likelihood likelihood, ulong seed)
        : base(shape, options, prior, likelihood)
    {
        var build = new NetworkBuilder(shape, options, seed);
        HierarchicalOptions own = Own<HierarchicalOptions>(options);
        Inference = own.Inference;
        LayerDimensions = [.. own.Lower, options.LatentDimensions];
        NoiseLength = LayerDimensions.Sum();
        int lower = own.Lower.Count;
        DenseLayer Dense(string name, int inputs) => new(name, inputs, own.Between, options.Activation, build.Next());
        _encoder = build.EncoderBody();
        _features = [_encoder.OutputShape.Length, .. Enumerable.Repeat(own.Between, lower)];
        _up = [.. Enumerable.Range(0, lower).Select(l => Dense(Invariant($"up.{l + 2}"), _features[l]))];
        _join = own.Inference == Inference.Ladder ? []
            : [.. Enumerable.Range(0, lower).Select(l => Dense(Invariant($"posterior.{l + 1}.hidden"), _features[l] + LayerDimensions[l + 1]))];
        _inferred = [.. Enumerable.Range(0, lower + 1).Select(l => new GaussianLayer(
            Invariant($"posterior.{l + 1}"), l < _join.Length ? own.Between : _features[l], LayerDimensions[l], build.Next))];
        _down = [.. Enumerable.Range(0, lower).Select(l => (
            Dense(Invariant($"prior.{l + 1}.hidden"), LayerDimensions[l + 1]), new GaussianLayer(Invariant($"prior.{l + 1}"), own.Between, LayerDimensions[l], build.Next)))];
        _decoder = build.Decoder(LayerDimensions[0], likelihood);
        Parameters =
        [
            .. _encoder.Parameters,
            .. _up.Concat(_join).SelectMany(dense => dense.Parameters),
            .. _inferred.SelectMany(gaussian => gaussian.Parameters),
            .. _down.SelectMany(down => down.Hidden.Parameters.Concat(down.Gaussian.Parameters)),
            .. _decoder.Parameters,
            .. likelihood.Parameters,
            .. prior.Parameters,
        ];
    }

    /// <summary>How the layers below the top one are inferred.</summary>
    public Inference Inference { get; }

    /// <summary>Dimensions of each latent layer: z₁, nearest the image, to z_L.</summary>
    public IReadOnlyList<int> LayerDimensions { get; }

    /// <summary>All weights and biases: upwards, inference, priors, decoder, and then what likelihood and prior learn.</summary>
    public override IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>ε of all layers, z₁ first.</summary>
    public override int NoiseLength { get; }

    /// <summary>As many: see <see cref="Generate"/>.</summary>
    public override int SampleLength => NoiseLength;

    /// <summary>q(z_L|x), of the top layer.</summary>
    /// <inheritdoc/>
    public override GaussianPosterior Encode(Tensor x, Tensor? labels = null) => _inferred[^1].Apply(Upwards(x)[^1]);

    /// <summary>From points of the top layer to the parameters of p(x|z₁), with each layer below at the mean of its prior.</summary>
    /// <inheritdoc/>
    public override Tensor Decode(Tensor z, Tensor? labels = null)
    {
        for (int l = _down.Length - 1; l >= 0; l--)
            z = PriorBelow(l, z).Mean;
        return _decoder.Decode(z);
    }

    /// <summary>Noise for the layers below as it is, and a point of the prior for the top layer, in place.</summary>
    /// <param name="sample">Standard normal numbers, images × <see cref="SampleLength"/>.</param>
    public override void ShapeSample(Span<float> sample)
    {
        int d = LatentDimensions, top = SampleLength - d, count = sample.Length / SampleLength;
        float[] rented = ArrayPool<float>.Shared.Rent(count * d);
        Span<float> points = rented.AsSpan(0, count * d);
        for (int i = 0; i < count; i++)
            sample.Slice((i * SampleLength) + top, d).CopyTo(points[(i * d)..]);
        Prior.TransformRows(points);
        for (int i = 0; i < count; i++)
            points.Slice(i * d, d).CopyTo(sample[((i * SampleLength) + top)..]);
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>New images by ancestral sampling: z_L ~ p(z_L), then zₗ ~ p(zₗ|zₗ₊₁) down to z₁, and what the decoder makes of it.</summary>
    /// <param name="sample">ε₁, …, ε_{L−1}, z_L: batch × <see cref="SampleLength"/>, after <see cref="ShapeSample"/>.</param>
    /// <param name="labels">Not needed.</param>
    public override Tensor Generate(Tensor sample, Tensor? labels = null)
    {
        Tensor z = Part(sample, LayerDimensions, _down.Length);
        for (int l = _down.Length - 1; l >= 0; l--)
            z = PriorBelow(l, z).Reparameterize(Part(sample, LayerDimensions, l));
        return _decoder.Decode(z);
    }

    /// <summary>h₁, …, h_L behind one another, the deterministic way up: batch × their units together.</summary>
    /// <inheritdoc/>
    public override Tensor Summary(Tensor x, Tensor? labels = null) => Concat(Upwards(x));

    /// <summary>z_L ~ q(z_L|x), then zₗ ~ q(zₗ|x, zₗ₊₁) down to z₁, and what the decoder makes of it.</summary>
    /// <inheritdoc/>
    public override LatentDraw Draw(Tensor summary, Tensor noise, Tensor? labels = null)
    {
        var layers = new LatentDraw.Layer[LayerDimensions.Count];
        for (int l = layers.Length - 1; l >= 0; l--)
        {
            Tensor h = Part(summary, _features, l), epsilon = Part(noise, LayerDimensions, l);
            Tensor? above = l < _down.Length ? layers[l + 1].Z : null;
            DiagonalGaussian? p = above is null ? null : PriorBelow(l, above);                    // p(zₗ|zₗ₊₁)
            DiagonalGaussian q = above is null || p is null ? _inferred[l].Apply(h)               // q(z_L|x)
                : Inference == Inference.Ladder ? _inferred[l].Apply(h).Merge(p)                  // q(zₗ|x, zₗ₊₁) ∝ N(μ̂, σ̂²) p(zₗ|zₗ₊₁)
                : _inferred[l].Apply(_join[l].Apply(Concat(h, above)));
            layers[l] = new(q, epsilon, q.Reparameterize(epsilon), p);
        }

        return new(layers, _decoder.Decode(layers[0].Z));
    }

    /// <inheritdoc/>
    public override ModelLoss Loss(Batch batch, KlPenalty penalty) => Loss(batch.Images, batch.Noise, penalty);

    /// <summary>
    /// The loss of a batch: E[−log p(x|z₁)] + penalty(KL(q(z_L|x)‖p(z_L)) + Σₗ E[KL(q(zₗ|x, zₗ₊₁)‖p(zₗ|zₗ₊₁))]), with one sample of
    /// all layers for each image. Where the penalty is the KL itself, this is the negative ELBO (Sønderby et al. 2016, equation 4).
    /// The terms <c>kl_1</c>, <c>kl_2</c>, … are the KL of each layer.
    /// </summary>
    /// <param name="x">The images, batch × pixels in [0, 1].</param>
    /// <param name="noise">ε ~ N(0, I) of all layers, z₁ first: batch × <see cref="NoiseLength"/>.</param>
    /// <param name="penalty">What becomes of the KL.</param>
    public ModelLoss Loss(Tensor x, Tensor noise, KlPenalty penalty)
    {
        LatentDraw draw = Draw(Summary(x), noise);
        Tensor reconstruction = Likelihood.NegativeLogLikelihood(draw.Output, x);                 // −log p(x|z₁)

        Tensor[] below = [.. draw.Layers.SkipLast(1).Select(layer => ((DiagonalGaussian)layer.Posterior).KlPerDimension(layer.Prior!))];
        (GaussianPosterior top, Tensor epsilon) = (draw.Layers[^1].Posterior, draw.Layers[^1].Noise);
        Tensor[] kls = [.. below.Select(Sum), top.KlDivergence(Prior, epsilon)];                  // KL(q(zₗ|·)‖p(zₗ|zₗ₊₁)), …, KL(q(z_L|x)‖p(z_L))
        Tensor kl = kls.Aggregate((sum, one) => sum + one);
        return new ModelLoss(Mean(reconstruction) + penalty.Apply(kl, () => Concat([.. below, Prior.KlPerDimension(top)])), reconstruction, kl)
        {
            Terms = [.. kls.Index().Select(layer => (KlOfLayer(layer.Index + 1), layer.Item))],
        };
    }

    /// <summary>What the KL of a layer is called among the <see cref="ModelLoss.Terms"/>.</summary>
    /// <param name="layer">1 for z₁.</param>
    internal static string KlOfLayer(int layer) => Invariant($"kl_{layer}");

    private static Tensor Part(Tensor all, IReadOnlyList<int> sizes, int l) => Columns(all, sizes.Take(l).Sum(), sizes[l]);

    private DiagonalGaussian PriorBelow(int l, Tensor above) => _down[l].Gaussian.Apply(_down[l].Hidden.Apply(above));

    private Tensor[] Upwards(Tensor x)
    {
        Tensor[] h = new Tensor[_features.Length];
        h[0] = _encoder.Apply(x);
        for (int l = 1; l < h.Length; l++)
            h[l] = _up[l - 1].Apply(h[l - 1]);
        return h;
    }
}
