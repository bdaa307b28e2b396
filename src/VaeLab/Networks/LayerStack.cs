using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>Dense layers one after the other.</summary>
public sealed class LayerStack
{
    private readonly DenseLayer[] _layers;

    /// <summary>Layers named <c>{name}.0</c>, <c>{name}.1</c>, …, all with one activation but perhaps the last.</summary>
    /// <param name="name">The prefix of the layers' names.</param>
    /// <param name="sizes">Numbers in, after the first layer, and so on: one more than there are layers.</param>
    /// <param name="hidden">The activation of all layers but the last.</param>
    /// <param name="last">The last layer's activation.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public LayerStack(string name, IReadOnlyList<int> sizes, Activation hidden, Activation last, Func<RandomStream> randomOf)
    {
        _layers = new DenseLayer[sizes.Count - 1];
        for (int i = 0; i < _layers.Length; i++)
        {
            Activation activation = i == _layers.Length - 1 ? last : hidden;
            _layers[i] = new DenseLayer(FormattableString.Invariant($"{name}.{i}"), sizes[i], sizes[i + 1], activation, randomOf());
        }
    }

    /// <summary>Weight and bias of each layer, in order.</summary>
    public IEnumerable<Parameter> Parameters => _layers.SelectMany(layer => new[] { layer.Weight, layer.Bias });

    /// <summary>All layers applied to a batch.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="frozen">Whether they are to learn nothing from it.</param>
    public Tensor Apply(Tensor x, bool frozen = false) => _layers.Aggregate(x, (input, layer) => layer.Apply(input, frozen));
}
