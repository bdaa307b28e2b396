using VaeLab.Data;
using VaeLab.Distributions;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Models;

/// <summary>
/// Makes the networks of a model, as its options describe them. Each set of weights comes from random numbers of its own, in the
/// order in which they are made.
/// </summary>
/// <param name="shape">The shape of a sample.</param>
/// <param name="options">The model's options.</param>
/// <param name="seed">Where the weights come from.</param>
internal sealed class NetworkBuilder(SampleShape shape, ModelOptions options, ulong seed)
{
    private uint _next;

    /// <summary>The random numbers of the next weights.</summary>
    public RandomStream Next() => new(seed, RandomPurpose.Weights, _next++);

    /// <summary>An encoder.</summary>
    /// <param name="outputs">Numbers of a code.</param>
    /// <param name="posterior">Which Gaussians it answers with.</param>
    public Encoder Encoder(int outputs, Posterior posterior) => new(options.EncoderInput(shape), options.EncoderWithClasses(shape), outputs, Next, options.Activation, posterior);

    /// <summary>The hidden layers of an encoder alone.</summary>
    public Network EncoderBody() => new(options.EncoderLayers.Build("encoder", shape, options.Activation, Next));

    /// <summary>A decoder.</summary>
    /// <param name="inputs">Numbers of a code; its class stands behind it.</param>
    /// <param name="likelihood">p(x|z), which says how many outputs a number of a sample needs.</param>
    public Decoder Decoder(int inputs, Likelihood likelihood) =>
        new(inputs + options.Classes, options.DecoderLayers(shape), shape, likelihood.OutputsPerFeature, Next, options.Activation);

    /// <summary>A discriminator.</summary>
    /// <param name="inputs">Numbers of what it judges.</param>
    /// <param name="units">Units of each of its hidden layers.</param>
    public Discriminator Discriminator(int inputs, int units) => new(inputs, units, options.Activation, Next);
}
