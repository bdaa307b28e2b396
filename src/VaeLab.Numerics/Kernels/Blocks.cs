namespace VaeLab.Numerics.Kernels;

/// <summary>
/// Between the two ways in which 32 samples lie in memory. As rows, a sample's numbers stand together, channel by channel: this is how
/// values are read. As a block, the 32 samples of one number stand together, pixel by pixel and in a pixel channel by channel: this is what
/// <see cref="ConvolutionTiles"/> want. Both take the same memory.
/// </summary>
internal static unsafe class Blocks
{
    /// <summary>block[pixel, channel, n] = rows[n, channel, pixel], or += if <paramref name="add"/>, for 32 samples n.</summary>
    public static void FromRows(float* rows, Planes planes, float* block, bool add)
    {
        // Without pixels, a block is the plain transpose.
        (int channels, int pixels) = planes.Pixels == 1 ? (1, planes.Length) : (planes.Channels, planes.Pixels);
        for (int channel = 0; channel < channels; channel++)
            Transpose.ToColumns(rows + (channel * pixels), planes.Length, pixels, block + (channel * Transpose.Samples), channels * Transpose.Samples, add);
    }

    /// <summary>rows[n, channel, pixel] = block[pixel, channel, n], or += if <paramref name="add"/>, for 32 samples n.</summary>
    public static void ToRows(float* block, Planes planes, float* rows, bool add)
    {
        (int channels, int pixels) = planes.Pixels == 1 ? (1, planes.Length) : (planes.Channels, planes.Pixels);
        for (int channel = 0; channel < channels; channel++)
            Transpose.ToRows(block + (channel * Transpose.Samples), channels * Transpose.Samples, pixels, rows + (channel * pixels), planes.Length, add);
    }
}
