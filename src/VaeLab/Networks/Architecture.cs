using System.Text.Json.Serialization;
using VaeLab.Data;
using VaeLab.Formats;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>
/// The hidden layers of a network, as text: <c>dense:512,dense:256</c> or <c>conv:32/2,conv:64/2,dense:16</c>. Layers stand one after the other with
/// commas between them; each is a word, a colon and its size. Behind a slash may stand a stride, a number, and behind another slash an activation of its
/// own: <c>dense:512/tanh</c>, <c>conv:32/2/silu</c>. A name of <see cref="Presets"/> stands for all layers of an encoder.
/// Many threads may use it at once.
/// </summary>
[JsonConverter(typeof(ArchitectureJson))]
public sealed class Architecture : IEquatable<Architecture>
{
    /// <summary>The largest network: more is a typing error rather than a wish.</summary>
    public const int MaxLayers = 64, MaxUnits = 65_536;

    /// <summary>
    /// Encoders by name, which may stand in place of layers: <c>dense</c> is the lessons', <c>conv</c> that of Keras' example of a VAE (Chollet 2020), <c>resnet</c>
    /// has residual blocks, for pictures of 32 × 32 to 64 × 64.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Presets { get; } =
    [
        new("dense", "dense:512,dense:256"),
        new("conv", "conv:32/2,conv:64/2,dense:16"),
        new("resnet", "conv:32,res:32/2,res:64/2,res:128/2"),
    ];

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
        foreach ((string name, string layers) in Presets)
        {
            if (string.Equals(name, text.Trim(), StringComparison.OrdinalIgnoreCase))
                text = layers;
        }

        return new([.. text.Split(',').Select(layer => LayerSpec.Parse(layer.Trim()))]);
    }

    /// <summary>
    /// The decoder that mirrors an encoder: its layers from last to first, transposed convolutions for convolutions, and before them a dense layer that makes
    /// the picture that they begin with.
    /// </summary>
    /// <param name="input">What the encoder takes.</param>
    public Architecture Mirrored(SampleShape input)
    {
        SampleShape[] after = [.. Shapes(input)];
        var mirrored = new List<LayerSpec>();
        for (int i = Layers.Count - 1; i >= 0; i--)
        {
            if (Layers[i] is PictureSpec && (i == Layers.Count - 1 || Layers[i + 1] is not PictureSpec))
                mirrored.Add(DenseSpec.Of(after[i]));
            mirrored.AddRange(Layers[i].Mirror(i == 0 ? input : after[i - 1]));
        }

        return new(mirrored);
    }

    /// <summary>The same layers, of which transposed convolutions know which height and width they are to reach, so that the last one makes that of a sample.</summary>
    /// <param name="sample">What is to come out at the end.</param>
    internal Architecture To(SampleShape sample)
    {
        LayerSpec[] layers = [.. Layers];
        (int height, int width) = (sample.Height, sample.Width);
        for (int i = layers.Length - 1; i >= 0 && layers[i] is PictureSpec; i--)
        {
            switch (layers[i])
            {
                case TransposedConvolutionSpec spec:
                    layers[i] = spec with { Size = (height, width) };
                    (height, width) = (spec.Before(height), spec.Before(width));
                    break;
                case UpsamplingSpec { Factor: > 0 } spec:
                    (height, width) = (height / spec.Factor, width / spec.Factor);
                    break;
                case BilinearSpec { Factor: > 0 } spec:
                    (height, width) = (height / spec.Factor, width / spec.Factor);
                    break;
                case DepthToSpaceSpec { Factor: > 0 } spec:
                    (height, width) = (height / spec.Factor, width / spec.Factor);
                    break;
                case ConvolutionSpec { Stride: 1, Kernel: var kernel } when kernel % 2 == 1:
                case ResidualSpec { Stride: 1 } or NormalizationSpec:
                    break;
                default:
                    return new(layers);
            }
        }

        return new(layers);
    }

    /// <summary>What does not fit the samples, each fault in a sentence; the first only, since what follows builds on it.</summary>
    /// <param name="option">How the architecture was given.</param>
    /// <param name="input">What the first layer takes.</param>
    internal IEnumerable<string> Misfits(string option, SampleShape input)
    {
        foreach (LayerSpec spec in Layers)
        {
            SampleShape output = spec.OutputShape(input);
            string? fault = spec.Misfit(option, input);
            if (fault is null && (double)output.Channels * output.Height * output.Width > Array.MaxLength)
                fault = FormattableString.Invariant($"{option} has {spec}, which makes {output} of a sample: more numbers than an array can hold. Use fewer channels.");
            if (fault is not null)
                return [fault];
            input = output;
        }

        return [];
    }

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
            Layer layer = (layers is [.., not DenseLayer] && spec is DenseSpec dense ? dense with { BehindPicture = true } : spec).Build(FormattableString.Invariant($"{name}.{layers.Count}"), input, activation, randomOf);
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

    /// <summary>How many numbers of a sample a training keeps, one after another.</summary>
    internal IEnumerable<int> KeptLengths(SampleShape input) => Layers.Zip(Shapes(input).Prepend(input), (spec, before) => spec.KeptLengths(before)).SelectMany(lengths => lengths);

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
    private static readonly (string Word, string Example, Func<LayerText, LayerSpec?> Parse)[] s_kinds =
    [
        ("dense", DenseSpec.Example, DenseSpec.Parse),
        ("conv", ConvolutionSpec.Example, ConvolutionSpec.Parse),
        ("deconv", TransposedConvolutionSpec.Example, TransposedConvolutionSpec.Parse),
        ("up", UpsamplingSpec.Example, UpsamplingSpec.Parse),
        ("bilinear", BilinearSpec.Example, BilinearSpec.Parse),
        ("shuffle", DepthToSpaceSpec.Example, DepthToSpaceSpec.Parse),
        ("pool", PoolingSpec.Example, PoolingSpec.Parse),
        ("norm", NormalizationSpec.Example, NormalizationSpec.Parse),
        ("res", ResidualSpec.Example, ResidualSpec.Parse),
    ];

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

    /// <summary>Why the layer does not fit behind what is before it; null if it does.</summary>
    /// <param name="option">How the architecture was given.</param>
    /// <param name="input">The shape before it.</param>
    internal virtual string? Misfit(string option, SampleShape input) => null;

    /// <summary>How many numbers of a sample a training keeps in the layer, its output included: what memory is estimated from.</summary>
    /// <param name="input">The shape before it.</param>
    internal virtual IEnumerable<int> KeptLengths(SampleShape input) => [OutputShape(input).Length];

    /// <summary>What a decoder has in its place.</summary>
    /// <param name="input">The shape before it in the encoder.</param>
    internal virtual IEnumerable<LayerSpec> Mirror(SampleShape input) => [this];

    /// <summary>The fault of a layer without weights that names an activation.</summary>
    private protected IEnumerable<string> NoActivation(string option) =>
        Activation is null ? [] : [$"{option} has {this}, a layer without weights, which has no activation; put it behind the layer before."];

    /// <summary>Reads one layer.</summary>
    /// <exception cref="FormatException">It cannot be read; the message says what is needed.</exception>
    internal static LayerSpec Parse(string text)
    {
        string[] parts = text.Split('/');
        int colon = parts[0].IndexOf(':', StringComparison.Ordinal);
        (string word, string size) = colon < 0 ? (parts[0], string.Empty) : (parts[0][..colon], parts[0][(colon + 1)..]);
        int? stride = parts.Length > 1 ? KernelText.Number(parts[1]) : null;
        string[] behind = parts[(stride is null ? 1 : 2)..];
        foreach ((string known, string example, Func<LayerText, LayerSpec?> parse) in s_kinds)
        {
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase))
                return (parse(new(size, stride)) ?? throw new FormatException($"a layer such as {example} in place of '{text}'")) with { Activation = OwnActivation(behind, text) };
        }

        throw new FormatException($"layers with commas between them, each one of {string.Join(", ", s_kinds.Select(kind => kind.Example))}, or one of the names {string.Join(", ", Architecture.Presets.Select(preset => preset.Key))}; '{text}' is none");
    }

    private static Activation? OwnActivation(string[] behind, string text)
    {
        if (behind.Length == 0)
            return null;
        try
        {
            return VaeLab.Networks.Activation.Parse(behind is [var word] ? word : string.Empty);
        }
        catch (FormatException need)
        {
            throw new FormatException($"{need.Message} behind the slash of '{text}'", need);
        }
    }
}

/// <summary>What is written of a layer, without its word and its activation.</summary>
/// <param name="Size">Between the colon and the slash.</param>
/// <param name="Stride">The number behind the slash; null for none.</param>
internal readonly record struct LayerText(string Size, int? Stride);

/// <summary>A dense layer: <c>dense:512</c>, or <c>dense:64x7x7</c> where a layer that takes a picture follows.</summary>
/// <param name="Units">How many numbers it gives.</param>
public sealed record DenseSpec(int Units) : LayerSpec
{
    internal const string Example = "dense:512";

    /// <summary>The numbers seen as a picture; null where they are none.</summary>
    public SampleShape? Picture { get; init; }

    /// <inheritdoc/>
    protected override string Text => Picture is { } picture ? FormattableString.Invariant($"dense:{picture.Channels}x{picture.Height}x{picture.Width}") : FormattableString.Invariant($"dense:{Units}");

    /// <summary>Whether a convolution is before it, whose outputs, unlike pixels, let all of them learn at the full rate.</summary>
    internal bool BehindPicture { get; init; }

    /// <summary>A layer that gives a picture.</summary>
    /// <param name="picture">Its shape.</param>
    public static DenseSpec Of(SampleShape picture) => new(picture.Length) { Picture = picture };

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => Picture ?? SampleShape.Features(Units);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => (long)input.Length * Units;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) =>
        new DenseLayer(name, input.Length, Units, Activation ?? activation, randomOf(), BehindPicture) { Picture = Picture };

    internal static DenseSpec? Parse(LayerText text)
    {
        if (text.Stride is not null)
            return null;
        int?[] sizes = [.. text.Size.Split('x', 'X').Select(KernelText.Number)];
        return sizes switch
        {
            [int units] => new DenseSpec(units),
            [int channels, int height, int width] when channels > 0 && height > 0 && width > 0 && (double)channels * height * width <= int.MaxValue => Of(new(channels, height, width)),
            _ => null,
        };
    }

    internal override IEnumerable<string> Faults(string option)
    {
        if (Units is < 1 or > Architecture.MaxUnits)
            yield return FormattableString.Invariant($"{option} has a layer of {Units} units; each needs from 1 to {Architecture.MaxUnits}, for example {Example}.");
    }
}

/// <summary>An architecture is a JSON string.</summary>
internal sealed class ArchitectureJson() : TextJson<Architecture>("architecture", "dense:512,dense:256", Architecture.Parse);
