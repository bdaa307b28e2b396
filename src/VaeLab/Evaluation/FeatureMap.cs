using VaeLab.Data;
using VaeLab.Networks;
using VaeLab.Numerics;

namespace VaeLab.Evaluation;

/// <summary>What a layer of pictures makes of one sample.</summary>
/// <param name="Layer">The layer's place in its network, from 0.</param>
/// <param name="Shape">Channels × height × width.</param>
/// <param name="Values">Channel by channel and row by row.</param>
public sealed record FeatureMap(int Layer, SampleShape Shape, float[] Values)
{
    /// <summary>The feature maps of all layers whose output is a picture.</summary>
    /// <param name="network">For example the hidden layers of an encoder.</param>
    /// <param name="sample">What the network takes, channel by channel and row by row.</param>
    /// <param name="workers">What computes.</param>
    /// <exception cref="ArgumentException">The sample is not what the network takes.</exception>
    public static IReadOnlyList<FeatureMap> Of(Network network, ReadOnlySpan<float> sample, WorkerPool workers)
    {
        ArgumentNullException.ThrowIfNull(network);
        int length = network.Layers[0].InputShape.Length;
        if (sample.Length != length)
            throw new ArgumentException(FormattableString.Invariant($"The sample has {sample.Length} numbers, and the network takes {length}."), nameof(sample));
        var tape = new Tape(1, workers, gradients: false);
        Tensor x = tape.Input(length), y = x;
        List<(int Layer, Tensor Output)> outputs = [];
        foreach ((int i, Layer layer) in network.Layers.Index())
        {
            y = layer.Apply(y);
            if (layer.OutputShape is { Height: > 1 } or { Width: > 1 })
                outputs.Add((i, y));
        }

        sample.CopyTo(x.Values);
        tape.Forward();
        return [.. outputs.Select(output => new FeatureMap(output.Layer, network.Layers[output.Layer].OutputShape, output.Output.Values.ToArray()))];
    }

    /// <summary>The channels as gray images in rows, dark where the number is large; all by one scale.</summary>
    /// <param name="columns">Images in a row.</param>
    /// <param name="most">At most so many channels, the first ones.</param>
    public ImageGrid ToGrid(int columns, int most)
    {
        int channels = Math.Min(most, Shape.Channels), across = Math.Min(columns, channels), rows = channels / across, length = Shape.Height * Shape.Width;
        float[] shown = Values[..(rows * across * length)];
        float low = Math.Min(0, shown.Min()), high = shown.Max();
        return new([.. shown.Select(value => high > low ? (value - low) / (high - low) : 0)], rows, across, Shape.Width, Shape.Height);
    }
}
