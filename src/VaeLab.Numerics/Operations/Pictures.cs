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

    public static Tensor Resize(Tensor x, int height, int width, int factor, bool up)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        if (!x.IsBatch || x.Columns % (height * width) != 0)
            throw new ArgumentException(FormattableString.Invariant($"Pictures of {height} × {width} were announced, and samples of {x.Columns} numbers came: they need a multiple of {height * width}."), nameof(x));
        if (!up && (height % factor != 0 || width % factor != 0))
            throw new ArgumentException(FormattableString.Invariant($"Squares of {factor} × {factor} do not fill pictures of {height} × {width}."), nameof(factor));
        var source = new Planes(x.Columns / (height * width), height, width);
        return new Resize(x.InBlocks(source), up ? source : new(source.Channels, height / factor, width / factor), factor, up).Output;
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
