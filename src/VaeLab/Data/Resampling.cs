namespace VaeLab.Data;

/// <summary>
/// Scales images by the bicubic kernel of Keys (1981) with a = −0.5, widened where they become smaller so that nothing is skipped: what
/// Pillow's <c>Image.resize</c> with <c>BICUBIC</c> does, in the same whole numbers. The result is the same on every machine.
/// </summary>
internal static class Resampling
{
    private const int Precision = 32 - 8 - 2;
    private const double Support = 2;

    /// <summary>Scales an image to a size.</summary>
    /// <param name="pixels">Height × width bytes.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="size">The size of the result.</param>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int width, int height, ImageSize size) => Resize(pixels, width, height, size, (0, 0, width, height));

    /// <inheritdoc cref="Resize(ReadOnlySpan{byte}, int, int, ImageSize)"/>
    /// <param name="box">The part of the image that is scaled, in pixels, which need not be whole.</param>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int width, int height, ImageSize size, (double Left, double Top, double Width, double Height) box)
    {
        Weights[] across = Plan(width, box.Left, box.Width, size.Width), down = Plan(height, box.Top, box.Height, size.Height);
        var rows = new byte[height * size.Width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < size.Width; x++)
                rows[(y * size.Width) + x] = across[x].Sum(pixels[(y * width)..], step: 1);
        }

        var result = new byte[size.Height * size.Width];
        for (int y = 0; y < size.Height; y++)
        {
            for (int x = 0; x < size.Width; x++)
                result[(y * size.Width) + x] = down[y].Sum(rows.AsSpan(x), size.Width);
        }

        return result;
    }

    /// <summary>Which pixels of a line make each pixel of the result, and with which weights.</summary>
    private static Weights[] Plan(int length, double start, double part, int count)
    {
        double scale = part / count, widening = Math.Max(scale, 1), support = Support * widening;
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            double centre = start + ((i + 0.5) * scale);
            int first = Math.Max(0, (int)(centre - support + 0.5)), end = Math.Min(length, (int)(centre + support + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(pixel => Bicubic((pixel - centre + 0.5) * (1 / widening)))];
            double sum = weights.Sum();
            return new Weights(first, Array.ConvertAll(weights, weight => (int)Math.Round(weight / sum * (1 << Precision), MidpointRounding.AwayFromZero)));
        })];
    }

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
    }

    private readonly record struct Weights(int First, int[] Values)
    {
        public byte Sum(ReadOnlySpan<byte> pixels, int step)
        {
            int sum = 1 << (Precision - 1);
            for (int i = 0; i < Values.Length; i++)
                sum += pixels[(First + i) * step] * Values[i];
            return (byte)Math.Clamp(sum >> Precision, 0, byte.MaxValue);
        }
    }
}
