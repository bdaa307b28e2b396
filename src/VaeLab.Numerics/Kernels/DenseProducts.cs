using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// The three matrix products of a dense layer y = x·Wᵀ + b, with x batch × in, W out × in (in <see cref="Panels"/>) and
/// y batch × out:
/// <list type="bullet">
/// <item>forward, y = x·Wᵀ + b: tiles of 4 samples × 32 outputs, without the inputs that are 0 in all 4 samples;</item>
/// <item>input gradient, ∂x = ∂y·W: tiles of 8 inputs × 32 samples, on transposed gradients;</item>
/// <item>weight gradient, ∂W = ∂yᵀ·x: tiles of 4 inputs × 32 outputs, which is how panels store them, without the samples
/// in which all 4 inputs are 0.</item>
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
    /// <param name="x">rows × inputs; rows up to the next multiple of 4 must be readable.</param>
    /// <param name="w">Panels of an outputs × inputs matrix.</param>
    /// <param name="b">outputs, padded to a whole panel.</param>
    /// <param name="y">rows × outputs; rows up to the next multiple of 4 must be writable.</param>
    /// <param name="rows">At most 32 samples.</param>
    /// <param name="inputs">The length of a sample.</param>
    /// <param name="outputs">The length of a result.</param>
    /// <param name="relu">Whether to apply max(0, ·).</param>
    /// <param name="scratch"><see cref="ForwardScratch"/> numbers.</param>
    public static void Forward<TVector, TSimd>(float* x, float* w, float* b, float* y, int rows, int inputs, int outputs, bool relu, float* scratch)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int groups = (rows + SparseTile.Rows - 1) / SparseTile.Rows;
        var samples = new NonZeros(scratch, groups, inputs);
        for (int group = 0; group < groups; group++)
            samples.KeepSamples(group, x + (group * SparseTile.Rows * inputs), inputs);

        float* tile = stackalloc float[2 * SparseTile.Length];
        float* secondTile = tile + SparseTile.Length;
        int panelLength = inputs * Panels.Width;
        for (int first = 0; first < outputs; first += 2 * Panels.Width)
        {
            int second = first + Panels.Width;
            float* panel = w + (first * inputs);
            for (int group = 0; group < groups; group++)
            {
                float* values = samples.Values(group);
                int* offsets = samples.Offsets(group);
                float* target = y + (group * SparseTile.Rows * outputs);
                if (second < outputs)
                {
                    SparseTile.MultiplyPair<TVector, TSimd>(values, offsets, samples.Count(group), panel, panelLength, tile, secondTile);
                    Finish<TVector, TSimd>(secondTile, b + second, target + second, outputs, Math.Min(Panels.Width, outputs - second), relu);
                }
                else
                {
                    SparseTile.Multiply<TVector, TSimd>(values, offsets, samples.Count(group), panel, tile);
                }

                Finish<TVector, TSimd>(tile, b + first, target + first, outputs, Math.Min(Panels.Width, outputs - first), relu);
            }
        }
    }

    /// <summary>Numbers of scratch memory that <see cref="Forward"/> needs.</summary>
    public static int ForwardScratch(int inputs) => NonZeros.Length(Transpose.Samples / SparseTile.Rows, inputs);

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

    /// <summary>∂W = ∂yᵀ·x for four inputs and the 32 outputs of one panel, or those of two.</summary>
    /// <param name="x">The inputs, four in a group.</param>
    /// <param name="group">Which four.</param>
    /// <param name="dyPanel">rows × 32: the gradients of a panel's outputs.</param>
    /// <param name="second">From there to the second panel's; 0 for one panel only.</param>
    /// <param name="gradient">Receives 4 × 32 numbers, and the second panel's right behind them.</param>
    public static void WeightGradient<TVector, TSimd>(in NonZeros x, int group, float* dyPanel, int second, float* gradient)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        if (second != 0)
            SparseTile.MultiplyPair<TVector, TSimd>(x.Values(group), x.Offsets(group), x.Count(group), dyPanel, second, gradient, gradient + SparseTile.Length);
        else
            SparseTile.Multiply<TVector, TSimd>(x.Values(group), x.Offsets(group), x.Count(group), dyPanel, gradient);
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

    private static void Finish<TVector, TSimd>(float* tile, float* bias, float* y, int outputs, int width, bool relu)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        for (int r = 0; r < SparseTile.Rows; r++)
            BiasAndActivate<TVector, TSimd>(tile + (r * Tile.Columns), bias, y + (r * outputs), width, relu);
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
