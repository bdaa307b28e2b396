using VaeLab.Numerics.Simd;

namespace VaeLab.Numerics.Kernels;

/// <summary>The kernels, compiled for one width of vectors.</summary>
internal sealed unsafe class KernelSetOfWidth<TVector, TSimd>(string name) : KernelSet(name)
    where TVector : struct
    where TSimd : struct, ISimd<TVector>
{
    public override void Forward(float* x, float* w, float* b, float* y, int rows, int inputs, int outputs, bool relu, float* scratch) =>
        DenseProducts.Forward<TVector, TSimd>(x, w, b, y, rows, inputs, outputs, relu, scratch);

    public override void InputGradient(float* dyTransposed, float* w, float* dxTransposed, int inputs, int outputs) =>
        DenseProducts.InputGradient<TVector, TSimd>(dyTransposed, w, dxTransposed, inputs, outputs);

    public override void WeightGradient(in NonZeros x, int group, float* dyPanel, int second, float* gradient) =>
        DenseProducts.WeightGradient<TVector, TSimd>(x, group, dyPanel, second, gradient);

    public override void MaskInactive(float* y, float* dy, int count) =>
        DenseProducts.MaskInactive<TVector, TSimd>(y, dy, count);

    public override float CrossEntropyRow(float* logits, float* targets, float* derivatives, int columns) =>
        CrossEntropy.Row<TVector, TSimd>(logits, targets, derivatives, columns);

    public override float ContinuousBernoulliRow(float* logits, float* targets, float* derivatives, int columns) =>
        ContinuousBernoulli.Row<TVector, TSimd>(logits, targets, derivatives, columns);

    public override void ContinuousBernoulliMean(float* logits, float* means, int count) =>
        ContinuousBernoulli.Mean<TVector, TSimd>(logits, means, count);

    public override void Map<TFunction>(float* x, float* y, int count) =>
        UnaryLoops.Map<TFunction, TVector, TSimd>(x, y, count);

    public override void AddGradient<TFunction>(float* x, float* y, float* dy, float* dx, int count) =>
        UnaryLoops.AddGradient<TFunction, TVector, TSimd>(x, y, dy, dx, count);

    public override void Adam(float* w, float* m, float* v, float* g, int count, in AdamKernel.Step step) =>
        AdamKernel.Update<TVector, TSimd>(w, m, v, g, count, step);

    public override void Multiply(float* a, in Tile.Walk walk, float* b, int depth, float* tile, int tileRow) =>
        Tile.Multiply<TVector, TSimd>(a, walk, b, depth, tile, tileRow);

    public override void Multiply(float* a, int* offsets, int count, float* b, float* tile) =>
        SparseTile.Multiply<TVector, TSimd>(a, offsets, count, b, tile);

    public override void MultiplyPair(float* a, int* offsets, int count, float* b, int second, float* tile, float* secondTile) =>
        SparseTile.MultiplyPair<TVector, TSimd>(a, offsets, count, b, second, tile, secondTile);
}
