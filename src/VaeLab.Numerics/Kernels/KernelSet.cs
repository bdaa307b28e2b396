using System.Runtime.Intrinsics;
using VaeLab.Numerics.Operations;
using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>
/// All kernels for one width of vectors. <see cref="Best"/> is what this machine should use; <see cref="All"/> are all that
/// there are, so that tests can put each through the same cases.
/// </summary>
internal abstract unsafe class KernelSet
{
    private static readonly KernelSet s_512 = new KernelSetOfWidth<Vector512<float>, Simd512>("Vector512");
    private static readonly KernelSet s_256 = new KernelSetOfWidth<Vector256<float>, Simd256>("Vector256");
    private static readonly KernelSet s_128 = new KernelSetOfWidth<Vector128<float>, Simd128>("Vector128");
    private static readonly KernelSet s_scalar = new KernelSetOfWidth<float, Simd1>("scalar");

    protected KernelSet(string name) => Name = name;

    /// <summary>The widest vectors that this machine has.</summary>
    public static KernelSet Best { get; } =
        Vector512.IsHardwareAccelerated ? s_512
        : Vector256.IsHardwareAccelerated ? s_256
        : Vector128.IsHardwareAccelerated ? s_128
        : s_scalar;

    /// <summary>Every width, widest first. Each one works on every machine, if slowly.</summary>
    public static IReadOnlyList<KernelSet> All { get; } = [s_512, s_256, s_128, s_scalar];

    /// <summary>The vectors' name.</summary>
    public string Name { get; }

    /// <inheritdoc cref="DenseProducts.Forward{TVector, TSimd}"/>
    public abstract void Forward(in DenseWeights weights, float* x, float* y, int rows, bool relu, float* scratch);

    /// <inheritdoc cref="DenseProducts.InputGradient{TVector, TSimd}"/>
    public abstract void InputGradient(in DenseWeights weights, float* dyTransposed, float* dxTransposed);

    /// <inheritdoc cref="DenseProducts.WeightGradient{TVector, TSimd}"/>
    public abstract void WeightGradient(in SparseRows x, float* dyPanel, int second, float* gradient);

    /// <inheritdoc cref="DenseProducts.MaskInactive{TVector, TSimd}"/>
    public abstract void MaskInactive(float* y, float* dy, int count);

    /// <inheritdoc cref="CrossEntropy.Row{TVector, TSimd}"/>
    public abstract float CrossEntropyRow(float* logits, float* targets, float* derivatives, int columns);

    /// <inheritdoc cref="ContinuousBernoulli.Row{TVector, TSimd}"/>
    public abstract float ContinuousBernoulliRow(float* logits, float* targets, float* derivatives, int columns);

    /// <inheritdoc cref="DiscretizedLogistic.Row{TVector, TSimd}"/>
    public abstract float DiscretizedLogisticRow(float* outputs, float* targets, float* derivatives, int columns);

    /// <inheritdoc cref="ContinuousBernoulli.Mean{TVector, TSimd}"/>
    public abstract void ContinuousBernoulliMean(float* logits, float* means, int count);

    /// <inheritdoc cref="UnaryLoops.Map{TFunction, TVector, TSimd}"/>
    public abstract void Map<TFunction>(float* x, float* y, int count)
        where TFunction : struct, IVectorFunction;

    /// <inheritdoc cref="UnaryLoops.Map{TFunction, TVector, TSimd}"/>
    public void Map<TFunction>(ReadOnlySpan<float> x, Span<float> y)
        where TFunction : struct, IVectorFunction
    {
        fixed (float* from = x, to = y)
            Map<TFunction>(from, to, x.Length);
    }

    /// <inheritdoc cref="UnaryLoops.AddGradient{TFunction, TVector, TSimd}"/>
    public abstract void AddGradient<TFunction>(float* x, float* y, float* dy, float* dx, int count)
        where TFunction : struct, IUnaryFunction;

    /// <inheritdoc cref="LeakyReluKernel.Apply{TVector, TSimd}"/>
    public abstract void LeakyRelu(float* x, float* y, int count, float slope);

    /// <inheritdoc cref="LeakyReluKernel.AddGradient{TVector, TSimd}"/>
    public abstract void AddLeakyReluGradient(float* x, float* dy, float* dx, int count, float slope);

    /// <inheritdoc cref="AdamKernel.Update{TVector, TSimd}"/>
    public abstract void Adam(float* w, float* m, float* v, float* g, int count, in AdamKernel.Step step);

    /// <inheritdoc cref="Tile.Multiply{TVector, TSimd}"/>
    public abstract void Multiply(float* a, in Tile.Walk walk, float* b, int depth, float* tile, int tileRow);

    /// <inheritdoc cref="SparseTile.Multiply{TVector, TSimd}"/>
    public abstract void Multiply(in SparseRows rows, float* b, float* tile);

    /// <inheritdoc cref="SparseTile.MultiplyPair{TVector, TSimd}"/>
    public abstract void MultiplyPair(in SparseRows rows, float* b, int second, float* tiles);

    /// <inheritdoc cref="ConvolutionTiles.Apply{TVector, TSimd}"/>
    public abstract void Convolve(ConvolutionMap map, float* w, float* x, float* y, in ConvolutionTiles.Finish finish, int samples);

    /// <inheritdoc cref="ConvolutionTiles.AddProducts{TVector, TSimd}"/>
    public abstract void AddProducts(float** a, float** sums, int rows, float* b);

    /// <inheritdoc cref="ConvolutionTiles.AddProductsOfOne{TVector, TSimd}"/>
    public abstract void AddProductsOfOne(in ConvolutionTiles.Walk walk, float* a, float* b, int channels, float* sums, int step);

    /// <summary>The vectors' name.</summary>
    public override string ToString() => Name;
}

/// <summary>The kernels, compiled for one width of vectors.</summary>
internal unsafe class KernelSetOfWidth<TVector, TSimd>(string name) : KernelSet(name)
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    public override void Forward(in DenseWeights weights, float* x, float* y, int rows, bool relu, float* scratch) =>
        DenseProducts.Forward<TVector, TSimd>(weights, x, y, rows, relu, scratch);

    public override void InputGradient(in DenseWeights weights, float* dyTransposed, float* dxTransposed) =>
        DenseProducts.InputGradient<TVector, TSimd>(weights, dyTransposed, dxTransposed);

    public override void WeightGradient(in SparseRows x, float* dyPanel, int second, float* gradient) =>
        DenseProducts.WeightGradient<TVector, TSimd>(x, dyPanel, second, gradient);

    public override void MaskInactive(float* y, float* dy, int count) =>
        DenseProducts.MaskInactive<TVector, TSimd>(y, dy, count);

    public override float CrossEntropyRow(float* logits, float* targets, float* derivatives, int columns) =>
        CrossEntropy.Row<TVector, TSimd>(logits, targets, derivatives, columns);

    public override float ContinuousBernoulliRow(float* logits, float* targets, float* derivatives, int columns) =>
        ContinuousBernoulli.Row<TVector, TSimd>(logits, targets, derivatives, columns);

    public override float DiscretizedLogisticRow(float* outputs, float* targets, float* derivatives, int columns) =>
        DiscretizedLogistic.Row<TVector, TSimd>(outputs, targets, derivatives, columns);

    public override void ContinuousBernoulliMean(float* logits, float* means, int count) =>
        ContinuousBernoulli.Mean<TVector, TSimd>(logits, means, count);

    public override void Map<TFunction>(float* x, float* y, int count) =>
        UnaryLoops.Map<TFunction, TVector, TSimd>(x, y, count);

    public override void AddGradient<TFunction>(float* x, float* y, float* dy, float* dx, int count) =>
        UnaryLoops.AddGradient<TFunction, TVector, TSimd>(x, y, dy, dx, count);

    public override void LeakyRelu(float* x, float* y, int count, float slope) =>
        LeakyReluKernel.Apply<TVector, TSimd>(x, y, count, slope);

    public override void AddLeakyReluGradient(float* x, float* dy, float* dx, int count, float slope) =>
        LeakyReluKernel.AddGradient<TVector, TSimd>(x, dy, dx, count, slope);

    public override void Adam(float* w, float* m, float* v, float* g, int count, in AdamKernel.Step step) =>
        AdamKernel.Update<TVector, TSimd>(w, m, v, g, count, step);

    public override void Multiply(float* a, in Tile.Walk walk, float* b, int depth, float* tile, int tileRow) =>
        Tile.Multiply<TVector, TSimd>(a, walk, b, depth, tile, tileRow);

    public override void Multiply(in SparseRows rows, float* b, float* tile) =>
        SparseTile.Multiply<TVector, TSimd>(rows, b, tile);

    public override void MultiplyPair(in SparseRows rows, float* b, int second, float* tiles) =>
        SparseTile.MultiplyPair<TVector, TSimd>(rows, b, second, tiles);

    public override void Convolve(ConvolutionMap map, float* w, float* x, float* y, in ConvolutionTiles.Finish finish, int samples) =>
        ConvolutionTiles.Apply<TVector, TSimd>(map, w, x, y, finish, samples);

    public override void AddProducts(float** a, float** sums, int rows, float* b) =>
        ConvolutionTiles.AddProducts<TVector, TSimd>(a, sums, rows, b);

    public override void AddProductsOfOne(in ConvolutionTiles.Walk walk, float* a, float* b, int channels, float* sums, int step) =>
        ConvolutionTiles.AddProductsOfOne<TVector, TSimd>(walk, a, b, channels, sums, step);
}
