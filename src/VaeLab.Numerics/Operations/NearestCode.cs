using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n, m] = argminₖ ‖z[n, m] − e[k]‖²: of each of the vectors that stand one behind the other in a row, the number of the nearest
/// row of a codebook; the first of several. As data: no gradient passes. It is the k with the largest z·eₖ − ½‖eₖ‖², which is a matrix
/// product.
/// </summary>
internal sealed unsafe class NearestCode : Operation
{
    private readonly Tensor _vectors;
    private readonly Parameter _codebook;
    private readonly Parameter[] _parameters;
    private readonly int _codes;
    private readonly int _length;

    /// <param name="vectors">z, batch × (vectors · D).</param>
    /// <param name="codebook">e, K × D.</param>
    public NearestCode(Tensor vectors, Parameter codebook)
        : base(vectors.Tape, [vectors], Checked(vectors, codebook), vectors.RowCount, hasParameters: false, passesGradient: false)
    {
        (_vectors, _codebook, _parameters) = (vectors, codebook, [codebook]);
        (_codes, _length) = (codebook.Rows, codebook.Columns);
    }

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ScratchLength => PaddedCodes + (Transpose.Samples * _codes) + DenseProducts.ForwardScratch(_length);

    private int PaddedCodes => Panels.Length(_codes, 1);

    public override void Forward(in RowRange rows)
    {
        float* bias = Tape.Scratch(rows.Worker), scores = bias + PaddedCodes, scratch = scores + (Transpose.Samples * _codes);
        HalfSquares(bias);
        var weights = new DenseWeights(_codebook.Value, bias, _length, _codes);
        int end = (rows.Start + rows.Count) * Output.Columns;
        for (int first = rows.Start * Output.Columns; first < end; first += Transpose.Samples)
        {
            int count = Math.Min(Transpose.Samples, end - first);
            Tape.Kernels.Forward(weights, _vectors.Value + (first * _length), scores, count, relu: false, scratch);
            for (int i = 0; i < count; i++)
                Output.Value[first + i] = TensorPrimitives.IndexOfMax(new ReadOnlySpan<float>(scores + (i * _codes), _codes));
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // A number of a code has no derivative.
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double[] vector = _vectors.ReferenceValue[(i * _length)..((i + 1) * _length)];
            Output.ReferenceValue[i] = Enumerable.Range(0, _codes).MinBy(code => Distance(vector, code));
        }
    }

    public override void BackwardReference()
    {
        // A number of a code has no derivative.
    }

    private static int Checked(Tensor vectors, Parameter codebook) => vectors.IsBatch && vectors.Columns % codebook.Columns == 0
        ? vectors.Columns / codebook.Columns
        : throw new ArgumentException(FormattableString.Invariant($"The codes are of {codebook.Columns} numbers, and there is a row of {vectors.Columns}: it needs a batch of whole vectors of that length."));

    /// <summary>−½‖eₖ‖² of each code, in the order of the panels.</summary>
    private void HalfSquares(float* target)
    {
        new Span<float>(target, PaddedCodes).Clear();
        for (int i = 0; i < _codebook.PaddedLength; i++)
            target[(i / (_length * Panels.Width) * Panels.Width) + (i % Panels.Width)] -= 0.5f * _codebook.Value[i] * _codebook.Value[i];
    }

    private double Distance(double[] vector, int code) =>
        vector.Select((x, j) => x - _codebook.ReferenceValue[(code * _length) + j]).Sum(difference => difference * difference);
}
