using System.Globalization;
using VaeLab.Data;
using VaeLab.Numerics;

namespace VaeLab.Networks;

/// <summary>A layer that takes a picture: channels × height × width.</summary>
public abstract record PictureSpec : LayerSpec
{
    /// <summary>The largest kernel and the largest stride.</summary>
    public const int MaxKernel = 31, MaxStride = 16;

    /// <summary>What cannot be applied to an input, as a fault; null if it can.</summary>
    /// <param name="option">How the architecture was given.</param>
    /// <param name="input">The shape before the layer.</param>
    internal override string? Misfit(string option, SampleShape input)
    {
        if (input is { Height: 1, Width: 1, Channels: > 1 })
            return FormattableString.Invariant($"{option} has {this}, which takes a picture, and before it there are {input}; put a dense layer with the shape of a picture before it, for example dense:64x7x7, or use dense layers.");
        SampleShape output = OutputShape(input);
        return output is { Height: > 0, Width: > 0 } ? null : FormattableString.Invariant($"{option} has {this}, which leaves nothing of {input}; use a smaller kernel or stride.");
    }

    /// <summary>Faults of a layer with a kernel.</summary>
    private protected IEnumerable<string> KernelFaults(string option, int channels, int kernel, int stride) =>
        [.. Range(option, "channels", channels, Architecture.MaxUnits), .. Range(option, "kernel", kernel, MaxKernel), .. Range(option, "stride", stride, MaxStride)];

    /// <summary>Faults of a number that must lie in a range.</summary>
    private protected IEnumerable<string> Range(string option, string what, int value, int most)
    {
        if (value < 1 || value > most)
            yield return FormattableString.Invariant($"{option} has {this} with {what} {value}; it needs from 1 to {most}.");
    }
}

/// <summary>
/// A convolution: <c>conv:32/2</c> has 32 channels and stride 2, <c>conv:32k5</c> a kernel of 5 × 5 in place of 3 × 3. The padding is such that only the
/// stride makes the picture smaller.
/// </summary>
/// <param name="Channels">Channels out.</param>
/// <param name="Kernel">Weights across and down.</param>
/// <param name="Stride">Pixels from one place of the kernel to the next.</param>
public sealed record ConvolutionSpec(int Channels, int Kernel = ConvolutionSpec.UsualKernel, int Stride = 1) : PictureSpec
{
    internal const string Example = "conv:32/2";
    internal const int UsualKernel = 3;

    /// <summary>Zeros on each side.</summary>
    internal int Padding => (Kernel - 1) / 2;

    /// <inheritdoc/>
    protected override string Text => KernelText.Of("conv", Channels, Kernel, Stride);

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => new(Channels, Side(input.Height), Side(input.Width));

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => (long)input.Channels * Channels * Kernel * Kernel;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(randomOf);
        return new ConvolutionLayer(name, input, this, Activation ?? activation, randomOf());
    }

    internal static ConvolutionSpec? Parse(LayerText text) => KernelText.Read(text) is { } read ? new(read.Channels, read.Kernel, read.Stride) : null;

    internal override IEnumerable<string> Faults(string option) => KernelFaults(option, Channels, Kernel, Stride);

    internal override IEnumerable<LayerSpec> Mirror(SampleShape input) => [new TransposedConvolutionSpec(Channels, Kernel, Stride) { Activation = Activation }];

    private int Side(int side) => side + (2 * Padding) < Kernel ? 0 : ((side + (2 * Padding) - Kernel) / Stride) + 1;
}

/// <summary>
/// A transposed convolution: <c>deconv:32/2</c> has 32 channels and makes the picture twice as large; <c>deconv:32k5</c> has a kernel of 5 × 5 in place of
/// 3 × 3.
/// </summary>
/// <param name="Channels">Channels out.</param>
/// <param name="Kernel">Weights across and down.</param>
/// <param name="Stride">Pixels between neighbours of the input in the output.</param>
public sealed record TransposedConvolutionSpec(int Channels, int Kernel = ConvolutionSpec.UsualKernel, int Stride = 1) : PictureSpec
{
    internal const string Example = "deconv:32/2";

    /// <summary>The height and width to reach; null for stride times those of the input.</summary>
    internal (int Height, int Width)? Size { get; init; }

    /// <summary>Rows and columns left out on each side.</summary>
    internal int Padding => (Kernel - 1) / 2;

    /// <inheritdoc/>
    protected override string Text => KernelText.Of("deconv", Channels, Kernel, Stride);

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => Size is { } size
        ? new(Channels, size.Height, size.Width)
        : new(Channels, input.Height * Stride, input.Width * Stride);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => (long)input.Channels * Channels * Kernel * Kernel;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf)
    {
        ArgumentNullException.ThrowIfNull(randomOf);
        return new TransposedConvolutionLayer(name, input, this, Activation ?? activation, randomOf());
    }

    /// <summary>Whether texts are the same: the size follows from the data.</summary>
    public bool Equals(TransposedConvolutionSpec? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    internal static TransposedConvolutionSpec? Parse(LayerText text) => KernelText.Read(text) is { } read ? new(read.Channels, read.Kernel, read.Stride) : null;

    internal override IEnumerable<string> Faults(string option) => KernelFaults(option, Channels, Kernel, Stride);

    /// <summary>Rows, or columns, that the output has beyond what input, kernel and padding make.</summary>
    internal int OutputPadding(int input, int output) => output - ((input - 1) * Stride) + (2 * Padding) - Kernel;

    internal override string? Misfit(string option, SampleShape input)
    {
        if (base.Misfit(option, input) is { } fault)
            return fault;
        SampleShape output = OutputShape(input);
        (int down, int across) = (OutputPadding(input.Height, output.Height), OutputPadding(input.Width, output.Width));
        return down >= 0 && across >= 0 && down < Stride && across < Stride ? null : FormattableString.Invariant(
            $"{option} has {this}, which cannot make {output.Height} × {output.Width} of {input.Height} × {input.Width}; the samples' size needs {Before(output.Height)} × {Before(output.Width)} there.");
    }

    /// <summary>Height or width before the layer, from that behind it.</summary>
    internal int Before(int output) => Math.Max(1, (output + Stride - (Kernel % 2 == 0 ? 2 : 1)) / Stride);
}

/// <summary>Each pixel becomes a square of equal pixels: <c>up:2</c>. With a convolution behind it, it enlarges a picture without the checkerboard of a transposed convolution (Odena et al. 2016).</summary>
/// <param name="Factor">How many times as high and as wide.</param>
public sealed record UpsamplingSpec(int Factor) : PictureSpec
{
    internal const string Example = "up:2";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"up:{Factor}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => new(input.Channels, input.Height * Factor, input.Width * Factor);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => 0;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new ResizeLayer(input, OutputShape(input), Factor, up: true);

    internal static UpsamplingSpec? Parse(LayerText text) => text.Stride is null && KernelText.Number(text.Size) is { } factor ? new(factor) : null;

    internal override IEnumerable<string> Faults(string option) => [.. Range(option, "a factor of", Factor, MaxStride), .. NoActivation(option)];
}

/// <summary>A larger picture with straight lines between the centres of its pixels: <c>bilinear:2</c>.</summary>
/// <param name="Factor">How many times as high and as wide.</param>
public sealed record BilinearSpec(int Factor) : PictureSpec
{
    internal const string Example = "bilinear:2";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"bilinear:{Factor}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => new(input.Channels, input.Height * Factor, input.Width * Factor);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => 0;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new BilinearLayer(input, OutputShape(input), Factor);

    internal static BilinearSpec? Parse(LayerText text) => text.Stride is null && KernelText.Number(text.Size) is { } factor ? new(factor) : null;

    internal override IEnumerable<string> Faults(string option) => [.. Range(option, "a factor of", Factor, MaxStride), .. NoActivation(option)];

    internal override IEnumerable<LayerSpec> Mirror(SampleShape input) => [new PoolingSpec(Factor)];
}

/// <summary>Channels become pixels: <c>shuffle:2</c> makes 2 × 2 pixels of 4 channels (Shi et al. 2016). Behind a convolution, it enlarges a picture.</summary>
/// <param name="Factor">How many times as high and as wide; its square divides the channels.</param>
public sealed record DepthToSpaceSpec(int Factor) : PictureSpec
{
    internal const string Example = "shuffle:2";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"shuffle:{Factor}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => new(input.Channels / (Factor * Factor), input.Height * Factor, input.Width * Factor);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => 0;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new DepthToSpaceLayer(input, OutputShape(input), Factor);

    internal static DepthToSpaceSpec? Parse(LayerText text) => text.Stride is null && KernelText.Number(text.Size) is { } factor ? new(factor) : null;

    internal override IEnumerable<string> Faults(string option) => [.. Range(option, "a factor of", Factor, MaxStride), .. NoActivation(option)];

    internal override string? Misfit(string option, SampleShape input) => base.Misfit(option, input)
        ?? (input.Channels % (Factor * Factor) == 0 ? null : FormattableString.Invariant($"{option} has {this}, which makes {Factor} × {Factor} pixels of {Factor * Factor} channels, and before it there are {input.Channels} channels; use a multiple of {Factor * Factor}."));

    internal override IEnumerable<LayerSpec> Mirror(SampleShape input) => [new PoolingSpec(Factor)];
}

/// <summary>
/// Group normalization (Wu &amp; He 2018): <c>norm:8</c> gives the channels of each of 8 groups mean 0 and variance 1, for each sample by itself, and then each
/// channel a learnt scale and shift. <c>norm:1</c> is layer normalization (Ba et al. 2016).
/// </summary>
/// <param name="Groups">Groups of channels, which divide their number.</param>
public sealed record NormalizationSpec(int Groups) : PictureSpec
{
    internal const string Example = "norm:8";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"norm:{Groups}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => input;

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => input.Channels;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) =>
        new NormalizationLayer(name, input, Groups, Activation ?? VaeLab.Networks.Activation.Identity);

    internal static NormalizationSpec? Parse(LayerText text) => text.Stride is null && KernelText.Number(text.Size) is { } groups ? new(groups) : null;

    internal override IEnumerable<string> Faults(string option) => Range(option, "groups", Groups, Architecture.MaxUnits);

    internal override string? Misfit(string option, SampleShape input) => input.Channels % Groups == 0
        ? null
        : FormattableString.Invariant($"{option} has {this}, which needs a multiple of {Groups} channels, and before it there are {input}; use {Example} with another number, or norm:1.");

    internal override IEnumerable<int> KeptLengths(SampleShape input) => [input.Length, input.Length];
}

/// <summary>
/// A residual block (He et al. 2016): <c>res:64</c> is two convolutions of 3 × 3 with 64 channels, to whose result the block's input is added before the
/// activation. With <c>res:64/2</c>, the first has stride 2. Where channels or size change, the input goes through a convolution of kernel 1.
/// </summary>
/// <param name="Channels">Channels out.</param>
/// <param name="Stride">Pixels from one place of the first kernel to the next.</param>
public sealed record ResidualSpec(int Channels, int Stride = 1) : PictureSpec
{
    internal const string Example = "res:64";

    /// <summary>The first convolution, the second, and the one beside them.</summary>
    internal ConvolutionSpec First => new(Channels, ConvolutionSpec.UsualKernel, Stride);

    internal ConvolutionSpec Second => new(Channels);

    internal ConvolutionSpec Beside => new(Channels, Kernel: 1, Stride);

    /// <inheritdoc/>
    protected override string Text => KernelText.Of("res", Channels, ConvolutionSpec.UsualKernel, Stride);

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => First.OutputShape(input);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => First.Weights(input) + Second.Weights(OutputShape(input)) + (KeepsShape(input) ? 0 : Beside.Weights(input));

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new ResidualLayer(name, input, this, Activation ?? activation, randomOf);

    /// <summary>Whether the input can be added as it is.</summary>
    internal bool KeepsShape(SampleShape input) => OutputShape(input) == input;

    internal static ResidualSpec? Parse(LayerText text) => KernelText.Number(text.Size) is { } channels ? new(channels, text.Stride ?? 1) : null;

    internal override IEnumerable<string> Faults(string option) => KernelFaults(option, Channels, ConvolutionSpec.UsualKernel, Stride);

    internal override IEnumerable<int> KeptLengths(SampleShape input) => Enumerable.Repeat(OutputShape(input).Length, KeepsShape(input) ? 3 : 4);

    internal override IEnumerable<LayerSpec> Mirror(SampleShape input) => Stride == 1
        ? [this]
        : [new UpsamplingSpec(Stride), new ResidualSpec(Channels) { Activation = Activation }];
}

/// <summary>The mean of each square of pixels: <c>pool:2</c>.</summary>
/// <param name="Factor">How many times less high and wide, which it must divide.</param>
public sealed record PoolingSpec(int Factor) : PictureSpec
{
    internal const string Example = "pool:2";

    /// <inheritdoc/>
    protected override string Text => FormattableString.Invariant($"pool:{Factor}");

    /// <inheritdoc/>
    public override SampleShape OutputShape(SampleShape input) => new(input.Channels, input.Height / Factor, input.Width / Factor);

    /// <inheritdoc/>
    public override long Weights(SampleShape input) => 0;

    /// <inheritdoc/>
    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new ResizeLayer(input, OutputShape(input), Factor, up: false);

    internal static PoolingSpec? Parse(LayerText text) => text.Stride is null && KernelText.Number(text.Size) is { } factor ? new(factor) : null;

    internal override IEnumerable<string> Faults(string option) => [.. Range(option, "a factor of", Factor, MaxStride), .. NoActivation(option)];

    internal override string? Misfit(string option, SampleShape input) => base.Misfit(option, input)
        ?? (input.Height % Factor == 0 && input.Width % Factor == 0 ? null : FormattableString.Invariant($"{option} has {this}, which {input.Height} × {input.Width} pixels cannot be divided by; use a convolution with a stride, for example {ConvolutionSpec.Example}."));

    internal override IEnumerable<LayerSpec> Mirror(SampleShape input) => [new UpsamplingSpec(Factor)];
}

/// <summary>The class of a sample, which stands behind it, as further channels: for class k, all pixels of channel k are 1.</summary>
/// <param name="Sample">The shape of a sample.</param>
/// <param name="Classes">How many classes.</param>
internal sealed record ClassPlanesSpec(SampleShape Sample, int Classes) : LayerSpec
{
    protected override string Text => FormattableString.Invariant($"class-planes:{Classes}");

    public override SampleShape OutputShape(SampleShape input) => Sample with { Channels = Sample.Channels + Classes };

    public override long Weights(SampleShape input) => 0;

    public override Layer Build(string name, SampleShape input, Activation activation, Func<RandomStream> randomOf) => new ClassPlanesLayer(Sample, Classes);

    internal override IEnumerable<string> Faults(string option) => [];
}

/// <summary>How the size of a layer with a kernel is written: <c>32k5/2</c>.</summary>
internal static class KernelText
{
    public static string Of(string word, int channels, int kernel, int stride) => FormattableString.Invariant(
        $"{word}:{channels}{(kernel == ConvolutionSpec.UsualKernel ? string.Empty : $"k{kernel.ToString(CultureInfo.InvariantCulture)}")}{(stride == 1 ? string.Empty : $"/{stride.ToString(CultureInfo.InvariantCulture)}")}");

    public static (int Channels, int Kernel, int Stride)? Read(LayerText text)
    {
        string[] parts = text.Size.Split('k', 'K');
        int? kernel = parts.Length == 1 ? ConvolutionSpec.UsualKernel : Number(parts[1]);
        return parts.Length <= 2 && Number(parts[0]) is { } channels && kernel is { } across ? (channels, across, text.Stride ?? 1) : null;
    }

    public static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
}
