using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>Layers one after the other. Many threads may record it at once, each on a tape of its own, as long as nobody trains it.</summary>
public sealed class Network
{
    /// <summary>Joins layers.</summary>
    /// <param name="layers">At least one; each takes what the one before it gives.</param>
    /// <exception cref="ArgumentException">There are none, or two do not fit.</exception>
    public Network(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0)
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].InputShape.Length != layers[i - 1].OutputShape.Length)
                throw new ArgumentException(FormattableString.Invariant($"Layer {i} takes {layers[i].InputShape}, and the layer before it gives {layers[i - 1].OutputShape}: they need as many numbers."), nameof(layers));
        }

        Layers = layers;
    }

    /// <summary>Dense layers named <c>{name}.0</c>, <c>{name}.1</c>, ….</summary>
    /// <param name="name">The prefix of the layers' names.</param>
    /// <param name="sizes">Numbers in, after the first layer, and so on: one more than there are layers.</param>
    /// <param name="hidden">The activation of all layers but the last.</param>
    /// <param name="last">The last layer's activation.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public static Network Dense(string name, IReadOnlyList<int> sizes, Activation hidden, Activation last, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(randomOf);
        return new([.. Enumerable.Range(0, sizes.Count - 1).Select(i => new DenseLayer(
            FormattableString.Invariant($"{name}.{i}"), sizes[i], sizes[i + 1], i == sizes.Count - 2 ? last : hidden, randomOf()))]);
    }

    /// <summary>The layers, from the input on.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    /// <summary>The shape of one sample of the output.</summary>
    public SampleShape OutputShape => Layers[^1].OutputShape;

    /// <summary>The parameters of each layer, in order.</summary>
    public IEnumerable<Parameter> Parameters => Layers.SelectMany(layer => layer.Parameters);

    /// <summary>Applies all layers to a batch. On a tape without gradients, only the last one's output can be read.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="frozen">Whether the parameters get no gradient.</param>
    public Tensor Apply(Tensor x, bool frozen = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Tape.RecordForResult(() => Layers.Aggregate(x, (input, layer) => layer.Apply(input, frozen)));
    }

    /// <summary>Adds all layers to an ONNX graph.</summary>
    /// <inheritdoc cref="Layer.ToOnnx"/>
    public string ToOnnx(OnnxGraph graph, string x) => Layers.Aggregate(x, (input, layer) => layer.ToOnnx(graph, input));
}
