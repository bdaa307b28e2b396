using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// z = μ + L·ε for each sample, with L lower triangular (<see cref="LowerTriangle"/>): batch × d. The ε are data: no gradient
/// goes to them.
/// </summary>
internal sealed unsafe class TriangularAffine : Operation
{
    private readonly Tensor _mean;
    private readonly Tensor _logDiagonal;
    private readonly Tensor _below;
    private readonly Tensor _noise;

    public TriangularAffine(Tensor mean, Tensor logDiagonal, Tensor below, Tensor noise)
        : base(Checked(mean, logDiagonal, below, noise), mean.Columns) =>
        (_mean, _logDiagonal, _below, _noise) = (mean, logDiagonal, below, noise);

    public override void Forward(in RowRange rows)
    {
        int d = Output.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            float* noise = _noise.Value + (n * d);
            for (int i = 0; i < d; i++)
            {
                float diagonal = MathF.Exp(0.5f * _logDiagonal.Value[(n * d) + i]) * noise[i];
                Output.Value[(n * d) + i] = _mean.Value[(n * d) + i] + diagonal + TensorPrimitives.Dot(Row(_below.Value, n, i), new(noise, i));
            }
        }
    }

    /// <summary>∂μ = ∂z, ∂Lᵢⱼ = ∂zᵢ εⱼ, and ∂vᵢ = ½ Lᵢᵢ ∂Lᵢᵢ.</summary>
    public override void Backward(in RowRange rows, bool[] first)
    {
        int d = Output.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            float* noise = _noise.Value + (n * d);
            for (int i = 0; i < d; i++)
            {
                float upstream = Output.Derivative[(n * d) + i];
                if (_mean.NeedsGradient)
                    _mean.Derivative[(n * d) + i] += upstream;
                if (_logDiagonal.NeedsGradient)
                    _logDiagonal.Derivative[(n * d) + i] += upstream * 0.5f * MathF.Exp(0.5f * _logDiagonal.Value[(n * d) + i]) * noise[i];
                if (_below.NeedsGradient)
                    TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(noise, i), upstream, Row(_below.Derivative, n, i), Row(_below.Derivative, n, i));
            }
        }
    }

    public override void ForwardReference()
    {
        int d = Output.Columns, length = LowerTriangle.Length(d);
        for (int n = 0; n < Output.Rows; n++)
        {
            double[,] l = LowerTriangle.Expand(_logDiagonal.ReferenceValue.AsSpan(n * d, d), _below.ReferenceValue.AsSpan(n * length, length));
            for (int i = 0; i < d; i++)
            {
                double sum = _mean.ReferenceValue[(n * d) + i];
                for (int j = 0; j <= i; j++)
                    sum += l[i, j] * _noise.ReferenceValue[(n * d) + j];
                Output.ReferenceValue[(n * d) + i] = sum;
            }
        }
    }

    public override void BackwardReference()
    {
        int d = Output.Columns, length = LowerTriangle.Length(d);
        for (int n = 0; n < Output.Rows; n++)
        {
            for (int i = 0; i < d; i++)
            {
                double upstream = Output.ReferenceGradient[(n * d) + i];
                _mean.ReferenceGradient[(n * d) + i] += upstream;
                for (int j = 0; j < i; j++)
                    _below.ReferenceGradient[(n * length) + LowerTriangle.Row(i) + j] += upstream * _noise.ReferenceValue[(n * d) + j];
                double diagonal = Math.Exp(0.5 * _logDiagonal.ReferenceValue[(n * d) + i]);
                _logDiagonal.ReferenceGradient[(n * d) + i] += upstream * 0.5 * diagonal * _noise.ReferenceValue[(n * d) + i];
            }
        }
    }

    private static Tensor[] Checked(Tensor mean, Tensor logDiagonal, Tensor below, Tensor noise)
    {
        LowerTriangle.Check(mean, logDiagonal, below);
        if (noise.Columns != mean.Columns || !noise.IsBatch || noise.NeedsGradient)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The noise has {noise.Columns} columns and the mean {mean.Columns}: the noise needs the same, as a batch of data."));
        }

        return [mean, logDiagonal, below, noise];
    }

    private Span<float> Row(float* below, int sample, int row) =>
        new(below + (sample * _below.Columns) + LowerTriangle.Row(row), row);
}
