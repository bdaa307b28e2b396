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
