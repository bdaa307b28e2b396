using VaeLab.Networks;
using VaeLab.Numerics;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Models;

/// <summary>
/// p(c) = Πₘ p(cₘ | c₀, …, cₘ₋₁) of the codes of an image, by a neural autoregressive distribution estimator (Larochelle &amp; Murray
/// 2011): what codes have come so far is a sum of an embedding of each, and each place has a layer of its own on top of that.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public sealed class CodePrior
{
    private readonly int _codes;
    private readonly Parameter _first;
    private readonly Embedding[] _embeddings;
    private readonly DenseLayer[] _next;

    /// <summary>A prior that gives each code about the same probability.</summary>
    /// <param name="positions">M, codes of an image.</param>
    /// <param name="codes">K, values of a code.</param>
    /// <param name="units">H, numbers of an embedding.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public CodePrior(int positions, int codes, int units, Func<RandomStream> randomOf)
    {
        _codes = codes;
        _first = new Parameter("prior.0.bias", codes);
        _embeddings = new Embedding[positions - 1];
        _next = new DenseLayer[positions - 1];
        for (int m = 1; m < positions; m++)
        {
            _embeddings[m - 1] = new Embedding(FormattableString.Invariant($"prior.{m}.embedding"), codes, units, randomOf());
            _next[m - 1] = new DenseLayer(FormattableString.Invariant($"prior.{m}"), units, codes, Activation.Identity, randomOf());
        }
    }

    /// <summary>Of each place after the first, in order: the embedding of the code before it, and its layer.</summary>
    public IEnumerable<Parameter> Parameters =>
        [_first, .. _embeddings.Zip(_next, (embedding, layer) => layer.Parameters.Prepend(embedding.Table)).SelectMany(parameters => parameters)];

    /// <summary>−log p(c) in nats: what it costs to send the codes. Batch × M to batch × 1; the codes are data.</summary>
    /// <param name="codes">c, batch × M: whole numbers from 0 to K − 1.</param>
    public Tensor NegativeLogLikelihood(Tensor codes)
    {
        Tensor code = Columns(codes, 0, 1), nats = SoftmaxCrossEntropy(Repeat(codes.Tape, _first), code);   // −log p(c₀)
        Tensor? before = null;
        for (int m = 1; m <= _next.Length; m++)
        {
            before = And(before, code, m);
            code = Columns(codes, m, 1);
            nats += SoftmaxCrossEntropy(Logits(before, m), code);                     // −log p(cₘ | c₀ … cₘ₋₁)
        }

        return nats;
    }

    /// <summary>c ~ p(c), code after code: batch × M.</summary>
    /// <param name="gumbel">Gumbel numbers −ln(−ln u), batch × (M·K): the greatest of logits and these is a draw.</param>
    public Tensor Draw(Tensor gumbel)
    {
        Tensor code = ArgMax(Repeat(gumbel.Tape, _first) + Columns(gumbel, 0, _codes));
        var codes = new List<Tensor> { code };
        Tensor? before = null;
        for (int m = 1; m <= _next.Length; m++)
        {
            before = And(before, code, m);
            code = ArgMax(Logits(before, m) + Columns(gumbel, m * _codes, _codes));
            codes.Add(code);
        }

        return Concat([.. codes]);
    }

    /// <summary>The sum of the embeddings of the codes before place m, of which one more is known.</summary>
    private Tensor And(Tensor? before, Tensor code, int m) =>
        _embeddings[m - 1].Apply(code) is var embedding && before is null ? embedding : before + embedding;

    private Tensor Logits(Tensor before, int m) => _next[m - 1].Apply(Relu(before));
}
