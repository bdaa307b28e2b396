using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>From a latent point to the parameters of p(x|z), one number a pixel.</summary>
public sealed class Decoder
{
    private readonly LayerStack _body;

    /// <summary>latent point → hidden layers → pixels.</summary>
    /// <param name="latentDimensions">d.</param>
    /// <param name="hidden">Units of each hidden layer.</param>
    /// <param name="pixels">Pixels of an image.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    /// <param name="activation">What the hidden layers do to their sums.</param>
    public Decoder(
        int latentDimensions, IReadOnlyList<int> hidden, int pixels, Func<RandomStream> randomOf, Activation activation = Activation.Relu) =>
        _body = new LayerStack("decoder", [latentDimensions, .. hidden, pixels], activation, last: Activation.Identity, randomOf);

    /// <summary>In the order of the layers.</summary>
    public IEnumerable<Parameter> Parameters => _body.Parameters;

    /// <summary>batch × d to batch × pixels.</summary>
    public Tensor Decode(Tensor z) => _body.Apply(z);
}
