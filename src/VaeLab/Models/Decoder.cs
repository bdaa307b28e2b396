using VaeLab.Data;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>From a latent point to the parameters of p(x|z). Many threads may record it at once, each on a tape of its own, as long as nobody trains it.</summary>
public sealed class Decoder
{
    /// <summary>latent point → hidden layers → sample.</summary>
    /// <param name="latentDimensions">d.</param>
    /// <param name="hidden">The hidden layers.</param>
    /// <param name="outputs">Numbers out.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    /// <param name="activation">The activation of hidden layers that name none; null for ReLU.</param>
    public Decoder(int latentDimensions, Architecture hidden, int outputs, Func<RandomStream> randomOf, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(randomOf);
        IReadOnlyList<Layer> layers = hidden.Build("decoder", SampleShape.Features(latentDimensions), activation ?? Activation.Relu, randomOf);
        Network = new([.. layers, new DenseLayer(FormattableString.Invariant($"decoder.{layers.Count}"), layers[^1].OutputShape.Length, outputs, Activation.Identity, randomOf())]);
    }

    /// <summary>The layers, from a latent point, with the class behind it if the model is told of classes, to the outputs.</summary>
    public Network Network { get; }

    /// <summary>In the order of the layers.</summary>
    public IEnumerable<Parameter> Parameters => Network.Parameters;

    /// <summary>batch × d to batch × numbers of a sample.</summary>
    public Tensor Decode(Tensor z) => Network.Apply(z);
}
