namespace VaeLab.Figures.Drawing;

/// <summary>
/// Brings a line of pixels to another length with the cubic of Catmull and Rom (Keys 1981, a = −½), widened when the line
/// shrinks so that nothing is skipped; or repeats the nearest pixel. Done here so that the bytes are the same on every machine.
/// </summary>
internal sealed class Resampling
{
    private readonly int _length;
    private readonly (int First, float[] Weights)[] _taps;

    public Resampling(int from, int to, bool smooth)
    {
        _length = from;
        _taps = [.. Enumerable.Range(0, to).Select(i => smooth ? Cubic(i, from, to) : ((int)((long)i * from / to), [1f]))];
    }

    /// <summary>An image, row by row, resampled both ways.</summary>
    public static float[] Resize(ReadOnlySpan<float> pixels, Resampling across, Resampling down)
    {
        var (width, height) = (across._taps.Length, down._taps.Length);
        var wide = new float[down._length * width];
        for (var y = 0; y < down._length; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (first, weights) = across._taps[x];
                for (var k = 0; k < weights.Length; k++)
                    wide[(y * width) + x] += weights[k] * pixels[(y * across._length) + first + k];
            }
        }

        var sized = new float[height * width];
        for (var y = 0; y < height; y++)
        {
            var (first, weights) = down._taps[y];
            for (var k = 0; k < weights.Length; k++)
            {
                for (var x = 0; x < width; x++)
                    sized[(y * width) + x] += weights[k] * wide[((first + k) * width) + x];
            }
        }

        return sized;
    }

    private static (int First, float[] Weights) Cubic(int index, int from, int to)
    {
        var step = (double)from / to;
        var widening = Math.Max(1, step);
        var center = ((index + .5) * step) - .5;
        var first = Math.Max(0, (int)Math.Ceiling(center - (2 * widening)));
        var last = Math.Min(from - 1, (int)Math.Floor(center + (2 * widening)));
        var weights = Enumerable.Range(first, last - first + 1).Select(i => CatmullRom((i - center) / widening)).ToArray();
        var sum = weights.Sum();
        return (first, [.. weights.Select(weight => (float)(weight / sum))]);
    }

    private static double CatmullRom(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? 1 + (x * x * ((1.5 * x) - 2.5)) : x < 2 ? 2 + (x * (-4 + (x * (2.5 - (.5 * x))))) : 0;
    }
}
