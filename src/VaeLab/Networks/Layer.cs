using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>
/// A part of a network: it knows its parameters, the shapes of its input and output, how it applies to a batch, and how it is
/// written to ONNX. A layer of your own derives from this class.
/// Many threads may record it at once, each on a tape of its own, as long as nobody trains it.
/// </summary>
public abstract class Layer
{
    /// <summary>The shape of one sample of the input.</summary>
    public abstract SampleShape InputShape { get; }

    /// <summary>The shape of one sample of the output.</summary>
    public abstract SampleShape OutputShape { get; }

    /// <summary>What the layer learns, in the order in which a model file lists it; none for a layer without parameters.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Applies the layer: batch × input length to batch × output length.</summary>
    /// <param name="x">The batch.</param>
    /// <param name="frozen">Whether the parameters get no gradient: it then passes through to <paramref name="x"/> only.</param>
    public abstract Tensor Apply(Tensor x, bool frozen = false);

    /// <summary>Adds the layer to an ONNX graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">The name of its input, batch × input length.</param>
    /// <returns>The name of its output, batch × output length.</returns>
    /// <exception cref="NotSupportedException">The layer has no ONNX form.</exception>
    public virtual string ToOnnx(OnnxGraph graph, string x) =>
        throw new NotSupportedException($"{GetType().Name} has no ONNX form: override {nameof(ToOnnx)}.");
}
