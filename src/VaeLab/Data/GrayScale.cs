namespace VaeLab.Data;

/// <summary>How a picture shows the values of samples: which of them are its two ends, and which end is dark.</summary>
/// <param name="Low">The value at one end.</param>
/// <param name="High">The value at the other end, above <paramref name="Low"/>.</param>
/// <param name="IsInk">Whether high values are dark, as ink on white paper; otherwise they are light, as in a photograph.</param>
public readonly record struct GrayScale(float Low, float High, bool IsInk)
{
    private const int MostSamples = 1000, MostValues = 1 << 20;
    private const float DarkBackground = 0.1f;

    /// <summary>0 is white paper, and 1 is black ink.</summary>
    public static GrayScale Ink { get; } = new(0, 1, IsInk: true);

    /// <summary>
    /// The scale for some data, chosen by its first images. Values are from 0 to 1, or from the least to the greatest where some are outside.
    /// Gray images with a dark background, such as digits, are shown as ink on paper: those whose border pixels have a median in the lowest tenth.
    /// </summary>
    /// <param name="samples">At least 1 sample.</param>
    public static GrayScale Of(SampleSet samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        (int width, int height, int length) = (samples.Shape.Width, samples.Shape.Height, samples.Shape.Length);
        var values = new float[Math.Clamp(MostValues / length, 1, Math.Min(MostSamples, samples.Count)) * length];
        samples.Fill(0, values.Length / length, values);
        (float low, float high) = (Math.Min(0, values.Min()), Math.Max(1, values.Max()));
        if (low < 0 || high > 1)
            (low, high) = (values.Min(), values.Max());

        float[] border = [.. values.Where((_, i) => i % width is var x && i / width % height is var y && (x == 0 || x == width - 1 || y == 0 || y == height - 1)).Order()];
        return new(low, high, IsInk: samples.Shape.Channels == 1 && border[border.Length / 2] <= low + (DarkBackground * (high - low)));
    }

    /// <summary>Where a value is between the two ends, from 0 for <see cref="Low"/> to 1 for <see cref="High"/>; values beyond are cut.</summary>
    public float Place(float value) => Math.Clamp((value - Low) / (High - Low), 0, 1);
}
