using System.Globalization;
using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>
/// The hidden layers of a network, as text: <c>dense:512,dense:256</c>. Layers stand one after the other with commas between them;
/// each is a word, a colon and its size, and may name its own activation behind a slash: <c>dense:512/tanh</c>.
/// Many threads may use it at once.
/// </summary>
[JsonConverter(typeof(ArchitectureJson))]
public sealed class Architecture : IEquatable<Architecture>
{
    /// <summary>The largest network: more is a typing error rather than a wish.</summary>
    public const int MaxLayers = 64, MaxUnits = 65_536;

    /// <summary>Joins layers.</summary>
    /// <param name="layers">The hidden layers, from the input on.</param>
    public Architecture(IReadOnlyList<LayerSpec> layers) => Layers = layers;

    /// <summary>The hidden layers, from the input on.</summary>
    public IReadOnlyList<LayerSpec> Layers { get; }

    /// <summary>Dense layers of some widths.</summary>
    /// <param name="units">Units of each, from the input on.</param>
    public static Architecture Dense(IEnumerable<int> units) => new([.. units.Select(width => new DenseSpec(width))]);

    /// <summary>Reads an architecture.</summary>
    /// <param name="text">For example <c>dense:512,dense:256/tanh</c>.</param>
    /// <exception cref="FormatException">It cannot be read; the message says what is needed.</exception>
    public static Architecture Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new([.. text.Split(',').Select(layer => LayerSpec.Parse(layer.Trim()))]);
    }

    /// <summary>The same layers from last to first: the decoder that mirrors an encoder.</summary>
    public Architecture Reversed() => new([.. Layers.Reverse()]);

    /// <summary>What cannot be built, each fault in a sentence.</summary>
    /// <param name="option">How the architecture was given, for example <c>ModelOptions.Encoder</c>.</param>
    internal IEnumerable<string> Faults(string option)
    {
        if (Layers.Count is 0 or > MaxLayers)
            yield return FormattableString.Invariant($"{option} names {Layers.Count} layers; it needs from 1 to {MaxLayers}, for example dense:512,dense:256.");
        foreach (string fault in Layers.SelectMany(layer => layer.Faults(option)).Distinct(StringComparer.Ordinal))
            yield return fault;
    }

    /// <summary>Makes the layers, named <c>{name}.0</c>, <c>{name}.1</c>, ….</summary>
    /// <param name="name">The prefix of their names.</param>
    /// <param name="input">What the first one takes.</param>
    /// <param name="activation">The activation of layers that name none.</param>
    /// <param name="randomOf">Where each layer's weights come from.</param>
    public IReadOnlyList<Layer> Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf)
    {
        var layers = new List<Layer>();
        foreach (LayerSpec spec in Layers)
        {
            Layer layer = spec.Build(FormattableString.Invariant($"{name}.{layers.Count}"), input, activation, randomOf);
            layers.Add(layer);
            input = layer.OutputShape;
        }

        return layers;
    }

    /// <summary>The shapes after each layer.</summary>
    /// <param name="input">What the first one takes.</param>
    public IEnumerable<SampleShape> Shapes(SampleShape input)
    {
        foreach (LayerSpec spec in Layers)
            yield return input = spec.OutputShape(input);
    }

    /// <summary>Numbers of all weights, without biases. Nothing is built for it.</summary>
    /// <param name="input">What the first one takes.</param>
    public long Weights(SampleShape input) =>
        Layers.Zip(Shapes(input).Prepend(input), (spec, before) => spec.Weights(before)).Sum();

    /// <summary>As it is typed.</summary>
    public override string ToString() => string.Join(',', Layers);

    /// <inheritdoc/>
    public bool Equals(Architecture? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Architecture);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());
}

/// <summary>One layer of an <see cref="Architecture"/>, before it is built: its word, its shapes, its cost and how it is made.</summary>
public abstract record LayerSpec
{
    /// <summary>Every kind of layer: its word, and how what stands behind the colon is read. A new kind adds a line here.</summary>
    private static readonly (string Word, string Example, Func<string, LayerSpec?> Parse)[] s_kinds = [("dense", DenseSpec.Example, DenseSpec.ParseSize)];

    /// <summary>The activation; null for the model's own.</summary>
    public Activation? Activation { get; init; }

    /// <summary>The layer's word and size, for example <c>dense:512</c>.</summary>
    protected abstract string Text { get; }

    /// <summary>The shape that a sample has after the layer.</summary>
    /// <param name="input">Its shape before.</param>
    public abstract SampleShape OutputShape(SampleShape input);

    /// <summary>Numbers of the layer's weights, without biases.</summary>
    /// <param name="input">The shape of its input.</param>
    public abstract long Weights(SampleShape input);

    /// <summary>Makes the layer.</summary>
    /// <param name="name">The prefix of its parameters' names.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="activation">The model's activation.</param>
    /// <param name="randomOf">Where its weights come from: taken once for each set of weights.</param>
    public abstract Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf);

    /// <summary>As it is typed.</summary>
    public sealed override string ToString() => Activation is { } own ? $"{Text}/{own}" : Text;

    /// <summary>What cannot be built, each fault in a sentence.</summary>
    /// <param name="option">How the architecture was given.</param>
    internal abstract IEnumerable<string> Faults(string option);

    /// <summary>Reads one layer.</summary>
    /// <exception cref="FormatException">It cannot be read; the message says what is needed.</exception>
    internal static LayerSpec Parse(string text)
    {
        string[] parts = text.Split('/');
        int colon = parts[0].IndexOf(':', StringComparison.Ordinal);
        (string word, string size) = colon < 0 ? (parts[0], string.Empty) : (parts[0][..colon], parts[0][(colon + 1)..]);
        foreach ((string known, string example, Func<string, LayerSpec?> parse) in s_kinds)
        {
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase))
                return (parse(size) ?? throw new FormatException($"a layer such as {example} in place of '{text}'")) with { Activation = OwnActivation(parts, text) };
        }

        throw new FormatException($"layers with commas between them, each one of {string.Join(", ", s_kinds.Select(kind => kind.Example))}; '{text}' is none");
    }

    private static Activation? OwnActivation(string[] parts, string text)
    {
        if (parts.Length == 1)
            return null;
        try
        {
            return VaeLab.Networks.Activation.Parse(parts is [_, var word] ? word : string.Empty);
        }
        catch (FormatException need)
        {
            throw new FormatException($"{need.Message} behind the slash of '{text}'", need);
        }
    }
}

/// <summary>A dense layer: <c>dense:512</c>.</summary>
/// <param name="Units">How many numbers it gives.</param>
public sealed record DenseSpec(int Units) : LayerSpec
{
    internal const string Example = "dense:512";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"dense:{Units}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => SampleShape.Features(Units);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => (long)input.Length * Units;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) =>
        new DenseLayer(name, input.Length, Units, Activation ?? activation, randomOf());

    internal static DenseSpec? ParseSize(string size) =>
        int.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int units) ? new DenseSpec(units) : null;

    internal override IEnumerable<string> Faults(string option)
    {
        if (Units is < 1 or > Architecture.MaxUnits)
            yield return FormattableString.Invariant($"{option} has a layer of {Units} units; each needs from 1 to {Architecture.MaxUnits}, for example {Example}.");
    }
}

/// <summary>An architecture is a JSON string.</summary>
internal sealed class ArchitectureJson() : TextJson<Architecture>("architecture", "dense:512,dense:256", Architecture.Parse);
