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
    /// <param name="sample">The shape of a sample.</param>
    /// <param name="outputsPerFeature">Numbers out for each number of a sample.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    /// <param name="activation">The activation of hidden layers that name none; null for ReLU.</param>
    public Decoder(int latentDimensions, Architecture hidden, SampleShape sample, int outputsPerFeature, Func<RandomStream> randomOf, Activation? activation = null)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(randomOf);
        var latent = SampleShape.Features(latentDimensions);
        LayerSpec last = LastLayer(hidden.Shapes(latent).Last(), sample, outputsPerFeature);
        Network = new(new Architecture([.. hidden.Layers, last]).Build("decoder", latent, activation ?? Activation.Relu, randomOf));
    }

    /// <summary>The layers, from a latent point, with the class behind it if the model is told of classes, to the outputs.</summary>
    public Network Network { get; }

    /// <summary>
    /// The layer behind the hidden ones: a transposed convolution of 3 × 3 where these end with a picture of the sample's size, with the channels that the sample needs; else a
    /// dense layer.
    /// </summary>
    /// <param name="before">What the hidden layers end with.</param>
    /// <param name="sample">The shape of a sample.</param>
    /// <param name="outputsPerFeature">Numbers out for each number of a sample.</param>
    internal static LayerSpec LastLayer(SampleShape before, SampleShape sample, int outputsPerFeature) => EndsWithPicture(before, sample)
        ? new TransposedConvolutionSpec(sample.Channels * outputsPerFeature) { Size = (sample.Height, sample.Width), Activation = Activation.Identity }
        : new DenseSpec(checked(sample.Length * outputsPerFeature)) { Activation = Activation.Identity };

    /// <summary>Why hidden layers cannot end as they do; null if they can.</summary>
    internal static string? Misfit(string option, SampleShape before, SampleShape sample) => before.Height * before.Width == 1 || EndsWithPicture(before, sample) ? null : FormattableString.Invariant(
        $"{option} ends with a picture of {before.Height} × {before.Width}, and the samples are {sample}; let it end with {sample.Height} × {sample.Width}, for example with deconv:32/2 to double the size, or with a dense layer.");

    /// <summary>In the order of the layers.</summary>
    public IEnumerable<Parameter> Parameters => Network.Parameters;

    /// <summary>batch × d to batch × numbers of a sample.</summary>
    public Tensor Decode(Tensor z) => Network.Apply(z);

    private static bool EndsWithPicture(SampleShape before, SampleShape sample) =>
        sample.Height * sample.Width > 1 && (before.Height, before.Width) == (sample.Height, sample.Width);
}
