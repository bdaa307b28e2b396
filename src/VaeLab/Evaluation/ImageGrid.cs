using VaeLab.Data;

namespace VaeLab.Evaluation;

/// <summary>Images in rows and columns, each row-major. A gray one of height 1 is a row of numbers, and is drawn as a curve.</summary>
/// <param name="Pixels">(rows · columns) × (channels · height · width), image by image, the top row of images first.</param>
/// <param name="Rows">Rows of images.</param>
/// <param name="Columns">Columns of images.</param>
/// <param name="Width">Pixels across one image.</param>
/// <param name="Height">Pixels down one image.</param>
public sealed record ImageGrid(float[] Pixels, int Rows, int Columns, int Width, int Height)
{
    /// <summary>How its values are shown; 0 is paper and 1 is ink unless it is set.</summary>
    public GrayScale Scale { get; init; } = GrayScale.Ink;

    /// <summary>1 for gray images, 3 for red, green and blue.</summary>
    public int Channels { get; init; } = 1;

    /// <summary>One image of the grid, channels × height × width.</summary>
    public ReadOnlySpan<float> this[int row, int column] =>
        Pixels.AsSpan(((row * Columns) + column) * Channels * Width * Height, Channels * Width * Height);

    /// <summary>Images of the shape of some data, shown as these are.</summary>
    /// <param name="pixels">(rows · columns) samples, the top row first.</param>
    /// <param name="rows">Rows of images.</param>
    /// <param name="columns">Columns of images.</param>
    /// <param name="data">The data; the features of a table become a single row.</param>
    /// <exception cref="InputException">Such samples cannot be drawn.</exception>
    public static ImageGrid Of(float[] pixels, int rows, int columns, SampleSet data)
    {
        ArgumentNullException.ThrowIfNull(data);
        SampleShape shape = data.Shape;
        if (shape.Height * shape.Width == 1)
            return new(pixels, rows, columns, shape.Channels, 1) { Scale = GrayScale.Of(data) };
        return shape.IsImage
            ? new(pixels, rows, columns, shape.Width, shape.Height) { Channels = shape.Channels, Scale = GrayScale.Of(data) }
            : throw new InputException($"Samples of {shape} cannot be drawn: figures show images of one channel or three, and rows of numbers as curves.");
    }
}
