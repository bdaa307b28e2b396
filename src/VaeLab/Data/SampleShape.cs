namespace VaeLab.Data;

/// <summary>
/// The shape of one sample: channels × height × width. A gray image has one channel, a colour image three; a row of a table
/// is features × 1 × 1. Its numbers are stored channel by channel and row by row.
/// </summary>
/// <param name="Channels">Colour channels of an image, or features of a table row; at least 1.</param>
/// <param name="Height">Pixels down; at least 1.</param>
/// <param name="Width">Pixels across; at least 1.</param>
public readonly record struct SampleShape(int Channels, int Height, int Width)
{
    /// <summary>Numbers of one sample: channels · height · width.</summary>
    /// <exception cref="OverflowException">There are more than an array can hold.</exception>
    public int Length => checked(Channels * Height * Width);

    /// <summary>Whether samples can be drawn as pictures: one channel or three, and more than a single pixel.</summary>
    public bool IsImage => Channels is 1 or 3 && Height * Width > 1;

    /// <summary>A gray image.</summary>
    /// <param name="height">Pixels down.</param>
    /// <param name="width">Pixels across.</param>
    public static SampleShape Gray(int height, int width) => new(1, height, width);

    /// <summary>A row of a table, or any list of numbers without a place in a picture.</summary>
    /// <param name="count">How many numbers.</param>
    public static SampleShape Features(int count) => new(count, 1, 1);

    /// <summary>For example <c>28 × 28</c>, <c>3 × 64 × 64</c>, or <c>21 features</c>.</summary>
    public override string ToString() => (Channels, Height, Width) switch
    {
        (1, _, _) => FormattableString.Invariant($"{Height} × {Width}"),
        (_, 1, 1) => FormattableString.Invariant($"{Channels} features"),
        _ => FormattableString.Invariant($"{Channels} × {Height} × {Width}"),
    };
}
