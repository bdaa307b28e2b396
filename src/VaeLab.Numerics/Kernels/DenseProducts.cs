using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>The weights of a dense layer, as the kernels take them.</summary>
/// <param name="w">W, out × in, in panels.</param>
/// <param name="b">b, padded to whole panels.</param>
/// <param name="inputs">The length of a sample.</param>
/// <param name="outputs">The length of a result.</param>
internal readonly unsafe struct DenseWeights(float* w, float* b, int inputs, int outputs)
{
    /// <summary>W, out × in, in <see cref="Panels"/>.</summary>
    public float* W { get; } = w;

    /// <summary>b, padded to whole panels.</summary>
    public float* B { get; } = b;

    /// <summary>The length of a sample.</summary>
    public int Inputs { get; } = inputs;

    /// <summary>The length of a result.</summary>
    public int Outputs { get; } = outputs;
}

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
    /// <param name="weights">W and b.</param>
    /// <param name="x">rows × inputs; rows up to the next multiple of 4 must be readable.</param>
    /// <param name="y">rows × outputs; rows up to the next multiple of 4 must be writable.</param>
    /// <param name="rows">At most 32 samples.</param>
    /// <param name="relu">Whether to apply max(0, ·).</param>
    /// <param name="scratch"><see cref="ForwardScratch"/> numbers.</param>
    public static void Forward<TVector, TSimd>(in DenseWeights weights, float* x, float* y, int rows, bool relu, float* scratch)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        int inputs = weights.Inputs, outputs = weights.Outputs, groups = (rows + SparseTile.Rows - 1) / SparseTile.Rows;
        var samples = new NonZeros(scratch, groups, inputs);
        for (int group = 0; group < groups; group++)
            samples.PackSamples(group, x + (group * SparseTile.Rows * inputs), inputs);

        float* tiles = stackalloc float[2 * SparseTile.Length];
        for (int first = 0; first < outputs; first += 2 * Panels.Width)
        {
            int second = first + Panels.Width;
            float* panel = weights.W + (first * inputs);
            for (int group = 0; group < groups; group++)
            {
                SparseRows rowsOfGroup = samples[group];
                float* target = y + (group * SparseTile.Rows * outputs);
                if (second < outputs)
                {
                    SparseTile.MultiplyPair<TVector, TSimd>(rowsOfGroup, panel, inputs * Panels.Width, tiles);
                    Finish<TVector, TSimd>(tiles + SparseTile.Length, weights.B + second, target + second, outputs, Math.Min(Panels.Width, outputs - second), relu);
                }
                else
                {
                    SparseTile.Multiply<TVector, TSimd>(rowsOfGroup, panel, tiles);
                }

                Finish<TVector, TSimd>(tiles, weights.B + first, target + first, outputs, Math.Min(Panels.Width, outputs - first), relu);
            }
        }
    }

    /// <summary>Numbers of scratch memory that <see cref="Forward"/> needs.</summary>
    public static int ForwardScratch(int inputs) => NonZeros.Length(Transpose.Samples / SparseTile.Rows, inputs);

    /// <summary>∂xᵀ = Wᵀ·∂yᵀ for 32 samples.</summary>
    /// <param name="weights">W; 7 columns past its end must be readable.</param>
    /// <param name="dyTransposed">outputs × 32.</param>
    /// <param name="dxTransposed">inputs × 32; rows up to the next multiple of 8 must be writable.</param>
    public static void InputGradient<TVector, TSimd>(in DenseWeights weights, float* dyTransposed, float* dxTransposed)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        var walk = new Tile.Walk(Row: Panels.Width, Step: 1, Run: Panels.Width, Jump: weights.Inputs * Panels.Width);
        for (int i = 0; i < weights.Inputs; i += Tile.Rows)
        {
            Tile.Multiply<TVector, TSimd>(
                weights.W + (i * Panels.Width), walk, dyTransposed, weights.Outputs, dxTransposed + (i * Tile.Columns), Tile.Columns);
        }
    }

    /// <summary>∂W = ∂yᵀ·x for four inputs and the 32 outputs of one panel, or those of two.</summary>
    /// <param name="x">Four inputs of all samples.</param>
    /// <param name="dyPanel">rows × 32: the gradients of a panel's outputs.</param>
    /// <param name="second">The distance from there to the second panel's; 0 for one panel only.</param>
    /// <param name="gradient">Receives 4 × 32 numbers, and the second panel's right behind them.</param>
    public static void WeightGradient<TVector, TSimd>(in SparseRows x, float* dyPanel, int second, float* gradient)
        where TVector : struct
        where TSimd : struct, ISimd<TVector>
    {
        if (second != 0)
            SparseTile.MultiplyPair<TVector, TSimd>(x, dyPanel, second, gradient);
        else
            SparseTile.Multiply<TVector, TSimd>(x, dyPanel, gradient);
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
