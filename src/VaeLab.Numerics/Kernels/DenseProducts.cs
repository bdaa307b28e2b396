using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// The three matrix products of a dense layer y = x·Wᵀ + b, with x batch × in, W out × in (in <see cref="Panels"/>) and
/// y batch × out:
/// <list type="bullet">
/// <item>forward, y = x·Wᵀ + b: tiles of 8 samples × 32 outputs;</item>
/// <item>input gradient, ∂x = ∂y·W: tiles of 8 inputs × 32 samples, on transposed gradients;</item>
/// <item>weight gradient, ∂W = ∂yᵀ·x: tiles of 8 inputs × 32 outputs, which is how panels store them.</item>
/// </list>
/// The weights are never transposed or copied: all three read or write the same panels.
/// </summary>
internal static unsafe class DenseProducts
{
    /// <summary>The plain forms: three nested loops each, on row-major matrices, in double precision.</summary>
    public static class Reference
    {
        /// <summary>y[n, o] = b[o] + Σᵢ x[n, i] · w[o, i], then max(0, y) if <paramref name="relu"/>.</summary>
        public static void Forward(double[] x, double[] w, double[] b, double[] y, int rows, int inputs, int outputs, bool relu)
        {
            for (int n = 0; n < rows; n++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    double sum = b[o];
                    for (int i = 0; i < inputs; i++)
                        sum += x[(n * inputs) + i] * w[(o * inputs) + i];
                    y[(n * outputs) + o] = relu ? Math.Max(0, sum) : sum;
                }
            }
        }

        /// <summary>∂x[n, i] += Σₒ ∂y[n, o] · w[o, i].</summary>
        public static void InputGradient(double[] dy, double[] w, double[] dx, int rows, int inputs, int outputs)
        {
            for (int n = 0; n < rows; n++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    for (int i = 0; i < inputs; i++)
                        dx[(n * inputs) + i] += dy[(n * outputs) + o] * w[(o * inputs) + i];
                }
            }
        }

        /// <summary>∂w[o, i] += Σₙ ∂y[n, o] · x[n, i]; ∂b[o] += Σₙ ∂y[n, o].</summary>
        public static void WeightGradient(double[] dy, double[] x, double[] dw, double[] db, int rows, int inputs, int outputs)
        {
            for (int n = 0; n < rows; n++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    db[o] += dy[(n * outputs) + o];
                    for (int i = 0; i < inputs; i++)
                        dw[(o * inputs) + i] += dy[(n * outputs) + o] * x[(n * inputs) + i];
                }
            }
        }
    }

    /// <summary>y = x·Wᵀ + b, then max(0, y) if <paramref name="relu"/>.</summary>
    /// <param name="x">rows × inputs; rows up to the next multiple of 8 must be readable.</param>
    /// <param name="w">Panels of an outputs × inputs matrix.</param>
    /// <param name="b">outputs, padded to a whole panel.</param>
    /// <param name="y">rows × outputs; rows up to the next multiple of 8 must be writable.</param>
    public static void Forward<TVector, TSimd>(float* x, float* w, float* b, float* y, int rows, int inputs, int outputs, bool relu)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        float* tile = stackalloc float[Tile.Rows * Tile.Columns];
        var walk = new Tile.Walk(Row: inputs, Step: 1, Run: inputs, Jump: 0);
        for (int panel = 0; panel < Panels.Count(outputs); panel++)
        {
            int first = panel * Panels.Width;
            int width = Math.Min(Panels.Width, outputs - first);
            for (int row = 0; row < rows; row += Tile.Rows)
            {
                Tile.Multiply<TVector, TSimd>(x + (row * inputs), walk, w + (first * inputs), inputs, tile, Tile.Columns);
                for (int r = 0; r < Tile.Rows; r++)
                    BiasAndActivate<TVector, TSimd>(tile + (r * Tile.Columns), b + first, y + ((row + r) * outputs) + first, width, relu);
            }
        }
    }

    /// <summary>∂xᵀ = Wᵀ·∂yᵀ for 32 samples.</summary>
    /// <param name="dyTransposed">outputs × 32.</param>
    /// <param name="w">Panels of an outputs × inputs matrix; 7 columns past the end must be readable.</param>
    /// <param name="dxTransposed">inputs × 32; rows up to the next multiple of 8 must be writable.</param>
    public static void InputGradient<TVector, TSimd>(float* dyTransposed, float* w, float* dxTransposed, int inputs, int outputs)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var walk = new Tile.Walk(Row: Panels.Width, Step: 1, Run: Panels.Width, Jump: inputs * Panels.Width);
        for (int i = 0; i < inputs; i += Tile.Rows)
        {
            Tile.Multiply<TVector, TSimd>(
                w + (i * Panels.Width), walk, dyTransposed, outputs, dxTransposed + (i * Tile.Columns), Tile.Columns);
        }
    }

    /// <summary>∂W = ∂yᵀ·x for the 32 outputs of one panel and the inputs from <paramref name="first"/> on.</summary>
    /// <param name="dyPanel">rows × 32: those outputs' gradients.</param>
    /// <param name="x">rows × inputs; 7 numbers past the end must be readable.</param>
    /// <param name="gradient">count × 32; rows up to the next multiple of 8 must be writable.</param>
    public static void WeightGradient<TVector, TSimd>(float* dyPanel, float* x, float* gradient, int rows, int inputs, int first, int count)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var walk = new Tile.Walk(Row: 1, Step: inputs, Run: rows, Jump: 0);
        for (int i = 0; i < count; i += Tile.Rows)
            Tile.Multiply<TVector, TSimd>(x + first + i, walk, dyPanel, rows, gradient + (i * Tile.Columns), Tile.Columns);
    }

    /// <summary>ReLU passes no gradient where it was inactive: ∂y becomes 0 where y = 0.</summary>
    public static void MaskInactive<TVector, TSimd>(float* y, float* dy, int count)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0);
        int i = 0;
        for (; i <= count - TSimd.Count; i += TSimd.Count)
            TSimd.Store(TSimd.SelectPositive(TSimd.Load(y + i), TSimd.Load(dy + i), zero), dy + i);
        for (; i < count; i++)
            dy[i] = y[i] > 0 ? dy[i] : 0;
    }

    private static void BiasAndActivate<TVector, TSimd>(float* sums, float* bias, float* y, int width, bool relu)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        TVector zero = TSimd.Broadcast(0);
        int column = 0;
        for (; column <= width - TSimd.Count; column += TSimd.Count)
        {
            TVector value = TSimd.Add(TSimd.Load(sums + column), TSimd.Load(bias + column));
            TSimd.Store(relu ? TSimd.Max(value, zero) : value, y + column);
        }

        for (; column < width; column++)
        {
            float value = sums[column] + bias[column];
            y[column] = relu ? MathF.Max(value, 0) : value;
        }
    }
}
