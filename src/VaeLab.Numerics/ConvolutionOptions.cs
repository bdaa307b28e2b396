namespace VaeLab.Numerics;

/// <summary>How a convolution moves over its pictures.</summary>
public sealed record ConvolutionOptions
{
    /// <summary>Pixels from one place of the kernel to the next; of a transposed convolution, between neighbours in the result.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Rows and columns of zeros on each side of the picture; a transposed convolution leaves out as many.</summary>
    public int Padding { get; init; }

    /// <summary>Rows and columns that the result of a transposed convolution has more, below and at the right; less than the stride.</summary>
    public (int Down, int Across) OutputPadding { get; init; }

    /// <summary>Channels are cut into so many groups, which do not meet.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether to apply max(0, ·) in the same pass.</summary>
    public bool Relu { get; init; }

    /// <summary>Whether the gradient passes to x only, and weight and bias do not learn from it.</summary>
    public bool Frozen { get; init; }
}
