using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n, k] = ln N(z[n]; μ[k], diag σ²[k]) = −½ Σⱼ [ln 2π + ln σ²ₖⱼ + (zₙⱼ − μₖⱼ)²/σ²ₖⱼ]. The gradient of z is summed over the Gaussians, that of a
/// Gaussian over the points, each in its order. The differences are squared as they are: z², zμ and μ² apart would cancel.
/// </summary>
internal sealed unsafe class GaussianLogDensities : Operation
{
    private static readonly double s_logTwoPi = Math.Log(2 * Math.PI);

    private readonly Tensor _z;
    private readonly Tensor _mean;
    private readonly Tensor _logVariance;

    public GaussianLogDensities(Tensor z, Tensor mean, Tensor logVariance)
        : base(z.Tape, Checked(z, mean, logVariance), mean.RowCount.InAnyCase, z.RowCount, hasParameters: false) =>
        (_z, _mean, _logVariance) = (z, mean, logVariance);

    public override int SharedInputs => 2;

    public override bool SeparatesRows => true;

    public override int ScratchLength => 3 * _z.Columns;

    private int D => _z.Columns;

    public override void Forward(in RowRange rows)
    {
        float* scratch = Tape.Scratch(rows.Worker);
        Span<float> difference = new(scratch, D), precision = new(scratch + D, D);
        for (int k = 0; k < Output.Columns; k++)
        {
            Precisions(k, precision);
            double constant = D * s_logTwoPi;
            for (int j = 0; j < D; j++)
                constant += _logVariance.Value[(k * D) + j];
            for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            {
                TensorPrimitives.Subtract(Row(_z.Value, n), Row(_mean.Value, k), difference);
                TensorPrimitives.Multiply(difference, difference, difference);
                Output.Value[(n * Output.Columns) + k] = (float)(-0.5 * (constant + TensorPrimitives.Dot<float>(difference, precision)));
            }
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (!_z.NeedsGradient)
            return;
        float* scratch = Tape.Scratch(rows.Worker);
        Span<float> difference = new(scratch, D), precision = new(scratch + D, D);
        for (int k = 0; k < Output.Columns; k++)
        {
            Precisions(k, precision);
            for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            {
                TensorPrimitives.Subtract(Row(_mean.Value, k), Row(_z.Value, n), difference);
                TensorPrimitives.Multiply(difference, precision, difference);
                TensorPrimitives.MultiplyAdd(difference, Output.Derivative[(n * Output.Columns) + k], Row(_z.Derivative, n), Row(_z.Derivative, n));
            }
        }
    }

    public override void BackwardToShared(in RowRange rows)
    {
        float* scratch = Tape.Scratch(rows.Worker);
        Span<float> scaled = new(scratch, D), square = new(scratch + D, D), precision = new(scratch + (2 * D), D);
        for (int k = rows.Start; k < rows.Start + rows.Count; k++)
        {
            Precisions(k, precision);
            float sum = 0;
            for (int n = 0; n < _z.Rows; n++)
            {
                float derivative = Output.Derivative[(n * Output.Columns) + k];
                if (derivative == 0)
                    continue;
                sum += derivative;
                TensorPrimitives.Subtract(Row(_z.Value, n), Row(_mean.Value, k), square);
                TensorPrimitives.Multiply(square, precision, scaled);
                if (_mean.NeedsGradient)
                    TensorPrimitives.MultiplyAdd(scaled, derivative, Row(_mean.Derivative, k), Row(_mean.Derivative, k));
                if (!_logVariance.NeedsGradient)
                    continue;
                TensorPrimitives.Multiply(scaled, square, square);
                TensorPrimitives.MultiplyAdd(square, 0.5f * derivative, Row(_logVariance.Derivative, k), Row(_logVariance.Derivative, k));
            }

            if (_logVariance.NeedsGradient)
                TensorPrimitives.Add(Row(_logVariance.Derivative, k), -0.5f * sum, Row(_logVariance.Derivative, k));
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double sum = D * s_logTwoPi;
            for (int j = 0; j < D; j++)
            {
                (double difference, double logVariance) = At(i, j);
                sum += logVariance + (difference * difference * Math.Exp(-logVariance));
            }

            Output.ReferenceValue[i] = -0.5 * sum;
        }
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            for (int j = 0; j < D; j++)
            {
                (double difference, double logVariance) = At(i, j);
                double derivative = Output.ReferenceGradient[i], scaled = difference * Math.Exp(-logVariance);
                _z.ReferenceGradient[(i / Output.Columns * D) + j] -= derivative * scaled;
                _mean.ReferenceGradient[(i % Output.Columns * D) + j] += derivative * scaled;
                _logVariance.ReferenceGradient[(i % Output.Columns * D) + j] += 0.5 * derivative * ((scaled * difference) - 1);
            }
        }
    }

    private static Tensor[] Checked(Tensor z, Tensor mean, Tensor logVariance)
    {
        if (!z.IsBatch || z.RowCount.InAnyCase > 0 || mean.RowCount.InAnyCase == 0 || logVariance.RowCount != mean.RowCount || z.Columns != mean.Columns || z.Columns != logVariance.Columns)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Points have {z.Columns} columns, means {mean.Columns} and log-variances {logVariance.Columns}: they need the same; and points must be a batch, and the Gaussians rows of their own, as Rows makes them of a parameter."));
        }

        return [z, mean, logVariance];
    }

    private (double Difference, double LogVariance) At(int i, int j)
    {
        int k = (i % Output.Columns * D) + j;
        return (_z.ReferenceValue[(i / Output.Columns * D) + j] - _mean.ReferenceValue[k], _logVariance.ReferenceValue[k]);
    }

    private void Precisions(int k, Span<float> precision)
    {
        TensorPrimitives.Negate(Row(_logVariance.Value, k), precision);
        TensorPrimitives.Exp(precision, precision);
    }

    private Span<float> Row(float* numbers, int row) => new(numbers + (row * D), D);
}
