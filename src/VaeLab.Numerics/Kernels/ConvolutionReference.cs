namespace VaeLab.Numerics.Kernels;

/// <summary>The plain form of a convolution and its gradients: nested loops over rows, in double precision.</summary>
internal static class ConvolutionReference
{
    /// <summary>y = x ∗ w + b, then max(0, y) if <paramref name="relu"/>.</summary>
    public static void Forward(ConvolutionGeometry geometry, bool toSmall, double[] x, double[] w, double[] b, double[] y, int rows, bool relu)
    {
        Planes result = toSmall ? geometry.Small : geometry.Large;
        for (int i = 0; i < rows * result.Length; i++)
            y[i] = b[i % result.Length / result.Pixels];
        ForEach(geometry, rows, (small, large, weight) => y[toSmall ? small : large] += w[weight] * x[toSmall ? large : small]);
        for (int i = 0; relu && i < rows * result.Length; i++)
            y[i] = Math.Max(0, y[i]);
    }

    /// <summary>Adds to the gradients that are wanted.</summary>
    public static void Backward(
        ConvolutionGeometry geometry, bool toSmall, double[] x, double[] w, double[] dy, double[]? dx, double[]? dw, double[]? db, int rows)
    {
        ForEach(geometry, rows, (small, large, weight) =>
        {
            (int from, int to) = toSmall ? (large, small) : (small, large);
            if (dx is not null)
                dx[from] += w[weight] * dy[to];
            if (dw is not null)
                dw[weight] += x[from] * dy[to];
        });
        Planes result = toSmall ? geometry.Small : geometry.Large;
        for (int i = 0; db is not null && i < rows * result.Length; i++)
            db[i % result.Length / result.Pixels] += dy[i];
    }

    /// <summary>All numbers of the two pictures that meet, and the weight between them.</summary>
    private static void ForEach(ConvolutionGeometry g, int rows, Action<int, int, int> join)
    {
        for (int n = 0; n < rows; n++)
        {
            for (int s = 0; s < g.Small.Channels; s++)
            {
                for (int l = 0; l < g.LargeChannels; l++)
                {
                    int channel = (s / g.SmallChannels * g.LargeChannels) + l;
                    for (int i = 0; i < g.Small.Pixels * g.Taps; i++)
                    {
                        (int pixel, int tap) = (i / g.Taps, i % g.Taps);
                        int y = g.LargePixel(pixel / g.Small.Width, tap / g.KernelWidth), x = g.LargePixel(pixel % g.Small.Width, tap % g.KernelWidth);
                        if ((uint)y < (uint)g.Large.Height && (uint)x < (uint)g.Large.Width)
                            join((n * g.Small.Length) + (s * g.Small.Pixels) + pixel, (n * g.Large.Length) + (((channel * g.Large.Height) + y) * g.Large.Width) + x, (((s * g.LargeChannels) + l) * g.Taps) + tap);
                    }
                }
            }
        }
    }
}
