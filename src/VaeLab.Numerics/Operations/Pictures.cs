using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>Records operations on pictures, after checking their shapes.</summary>
internal static class Pictures
{
    public static Tensor Convolution(Tensor x, int height, int width, Parameter weight, Parameter bias, ConvolutionOptions options)
    {
        (int kernelHeight, int kernelWidth) = Kernel(weight);
        var large = new Planes(weight.Shape[1] * options.Groups, height, width);
        var small = new Planes(
            weight.Shape[0],
            Math.Max(0, (height + (2 * options.Padding) - kernelHeight + options.Stride) / options.Stride),
            Math.Max(0, (width + (2 * options.Padding) - kernelWidth + options.Stride) / options.Stride));
        if (options.OutputPadding != (0, 0))
            throw new ArgumentException("A convolution has no output padding: leave it out, or use a transposed convolution.", nameof(options));
        return Record(x, new(large, small, kernelHeight, kernelWidth, options.Stride, options.Padding, options.Groups), large, small, toSmall: true, weight, bias, options);
    }

    public static Tensor TransposedConvolution(Tensor x, int height, int width, Parameter weight, Parameter bias, ConvolutionOptions options)
    {
        (int kernelHeight, int kernelWidth) = Kernel(weight);
        (int down, int across) = options.OutputPadding;
        if (Math.Min(down, across) < 0 || Math.Max(down, across) >= Math.Max(1, options.Stride))
            throw new ArgumentException(FormattableString.Invariant($"The output padding is {down} down and {across} across; each needs from 0 to {options.Stride - 1}, less than the stride."), nameof(options));
        var small = new Planes(weight.Shape[0], height, width);
        var large = new Planes(
            weight.Shape[1] * options.Groups,
            ((height - 1) * options.Stride) - (2 * options.Padding) + kernelHeight + down,
            ((width - 1) * options.Stride) - (2 * options.Padding) + kernelWidth + across);
        return Record(x, new(large, small, kernelHeight, kernelWidth, options.Stride, options.Padding, options.Groups), small, large, toSmall: false, weight, bias, options);
    }

    public static Tensor Enlarge(Tensor x, int height, int width, int factor, Func<int, int, (int, float)[][]> how)
    {
        Planes source = Announced(x, height, width, factor);
        return new Resize(x.InBlocks(source), how(height, factor), how(width, factor)).Output;
    }

    public static Tensor AveragePool(Tensor x, int height, int width, int factor)
    {
        Planes source = Announced(x, height, width, factor);
        if (height % factor != 0 || width % factor != 0)
            throw new ArgumentException(FormattableString.Invariant($"Squares of {factor} × {factor} do not fill pictures of {height} × {width}."), nameof(factor));
        return new Resize(x.InBlocks(source), Operations.Resize.Means(height, factor), Operations.Resize.Means(width, factor)).Output;
    }

    public static Tensor DepthToSpace(Tensor x, int height, int width, int factor)
    {
        Planes source = Announced(x, height, width, factor);
        if (source.Channels % (factor * factor) != 0)
            throw new ArgumentException(FormattableString.Invariant($"{source.Channels} channels are not a multiple of {factor * factor}, of which each makes {factor} × {factor} pixels."), nameof(factor));
        return new DepthToSpace(x.InBlocks(source), factor).Output;
    }

    public static Tensor GroupNormalization(Tensor x, int height, int width, int groups, Parameter gain, Parameter bias, bool frozen)
    {
        Planes planes = Announced(x, height, width, groups);
        if (planes.Channels % groups != 0)
            throw new ArgumentException(FormattableString.Invariant($"{planes.Channels} channels cannot be divided into {groups} groups."), nameof(groups));
        if ((gain.Rows, gain.Columns, bias.Rows, bias.Columns) != (planes.Channels, 1, planes.Channels, 1))
            throw new ArgumentException(FormattableString.Invariant($"The pictures have {planes.Channels} channels, the gain is {gain.Rows} × {gain.Columns} and the bias {bias.Rows} × {bias.Columns}: both need a number for each channel."), nameof(gain));

        // The scale and shift of each channel are a convolution of kernel 1, each channel by itself.
        Tensor standardized = new Standardization(x.InBlocks(planes), groups).Output;
        var channels = new ConvolutionGeometry(planes, planes, KernelHeight: 1, KernelWidth: 1, Stride: 1, Padding: 0, Groups: planes.Channels);
        return new Convolution(standardized, channels, toSmall: true, gain, bias, relu: false, learns: !frozen).Output;
    }

    private static Planes Announced(Tensor x, int height, int width, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        return x.IsBatch && x.Columns % (height * width) == 0
            ? new(x.Columns / (height * width), height, width)
            : throw new ArgumentException(FormattableString.Invariant($"Pictures of {height} × {width} were announced, and samples of {x.Columns} numbers came: they need a multiple of {height * width}."), nameof(x));
    }

    private static (int Height, int Width) Kernel(Parameter weight) => weight.Shape is [_, _, int height, int width]
        ? (height, width)
        : throw new ArgumentException(FormattableString.Invariant($"Parameter '{weight.Name}' has {weight.Shape.Count} dimensions; the weight of a convolution needs four: channels × channels × height × width."), nameof(weight));

    private static Tensor Record(
        Tensor x, ConvolutionGeometry geometry, Planes source, Planes result, bool toSmall, Parameter weight, Parameter bias, ConvolutionOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Stride, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Padding, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Groups, 1, nameof(options));
        if (weight.Shape[0] % options.Groups != 0)
            throw new ArgumentException(FormattableString.Invariant($"Parameter '{weight.Name}' has {weight.Shape[0]} rows, which {options.Groups} groups do not divide."), nameof(weight));
        if (!x.IsBatch || x.Columns != source.Length)
            throw new ArgumentException(FormattableString.Invariant($"The convolution takes pictures of {source.Channels} × {source.Height} × {source.Width}, and got samples of {x.Columns} numbers."), nameof(x));
        if (bias.Rows != result.Channels || bias.Columns != 1)
            throw new ArgumentException(FormattableString.Invariant($"The result has {result.Channels} channels, and the bias is {bias.Rows} × {bias.Columns}: it needs a number for each channel."), nameof(bias));
        if (result.Height < 1 || result.Width < 1)
            throw new ArgumentException(FormattableString.Invariant($"Of pictures of {source.Height} × {source.Width}, a kernel of {geometry.KernelHeight} × {geometry.KernelWidth} with padding {options.Padding} leaves nothing."), nameof(weight));
        return new Convolution(x.InBlocks(source), geometry, toSmall, weight, bias, options.Relu, !options.Frozen).Output;
    }
}
