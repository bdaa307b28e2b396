using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// KL(N(μ, LLᵀ) ‖ N(m, Σ)) of each sample, in nats, with L lower triangular (<see cref="LowerTriangle"/>): batch × 1, as
/// ½[tr(PLLᵀ) + (μ−m)ᵀP(μ−m) − d + ln|Σ| − Σᵢ vᵢ] with the precision P = Σ⁻¹ and vᵢ = 2 ln Lᵢᵢ.
/// The derivatives are ∂/∂L = PL on and below the diagonal, less 1/Lᵢᵢ on it, and ∂/∂μ = P(μ−m).
/// tr(PLLᵀ) = Σᵢⱼ Lᵢⱼ(PL)ᵢⱼ needs PL where L is not zero only.
/// </summary>
internal sealed unsafe class TriangularGaussianKl : Operation
{
    private readonly Tensor _mean;
    private readonly Tensor _logDiagonal;
    private readonly Tensor _below;
    private readonly TargetGaussian<float> _target;
    private readonly TargetGaussian<double> _referenceTarget;
    private readonly float* _precision;

    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logDiagonal">v = 2 ln diag L, batch × d.</param>
    /// <param name="below">L below its diagonal, row by row, batch × d(d−1)/2.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetPrecision">P = Σ⁻¹, d × d.</param>
    /// <param name="targetLogDeterminant">ln|Σ|.</param>
    public TriangularGaussianKl(
        Tensor mean, Tensor logDiagonal, Tensor below, double[] targetMean, double[,] targetPrecision, double targetLogDeterminant)
        : base(Checked(mean, logDiagonal, below, targetMean, targetPrecision), columns: 1)
    {
        (_mean, _logDiagonal, _below) = (mean, logDiagonal, below);
        _target = new(targetMean, targetPrecision, targetLogDeterminant);
        _referenceTarget = new(targetMean, targetPrecision, targetLogDeterminant);
        int d = mean.Columns;
        _precision = Tape.Arena.Take(PaddedRows(d) * d);
        _target.Precision.CopyTo(new Span<float>(_precision, d * d));
    }

    public override int ScratchLength => PaddedRows(_mean.Columns) * 2 * Panels.Width;

    public override void Forward(in RowRange rows)
    {
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Output.Value[n] = Kl(n, rows.Worker);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int d = _mean.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            float upstream = Output.Derivative[n];
            var mu = new ReadOnlySpan<float>(_mean.Value + (n * d), d);
            for (int i = 0; i < d && _mean.NeedsGradient; i++)
                _mean.Derivative[(n * d) + i] += upstream * _target.PrecisionTimesDeviation(i, mu);
            for (int i = 0; i < d && _logDiagonal.NeedsGradient; i++)
                _logDiagonal.Derivative[(n * d) + i] -= upstream * 0.5f;
            Trace(n, rows.Worker, upstream, addGradients: true);
        }
    }

    public override void ForwardReference()
    {
        int d = _mean.Columns;
        for (int n = 0; n < Output.Rows; n++)
        {
            double[,] l = ReferenceTriangle(n), pl = PrecisionTimes(l);
            ReadOnlySpan<double> mu = _mean.ReferenceValue.AsSpan(n * d, d);
            double sum = _referenceTarget.LogDeterminant - d;
            for (int i = 0; i < d; i++)
            {
                sum += (_referenceTarget.Deviation(i, mu) * _referenceTarget.PrecisionTimesDeviation(i, mu)) - _logDiagonal.ReferenceValue[(n * d) + i];
                for (int j = 0; j < d; j++)
                    sum += l[i, j] * pl[i, j];
            }

            Output.ReferenceValue[n] = 0.5 * sum;
        }
    }

    public override void BackwardReference()
    {
        int d = _mean.Columns;
        for (int n = 0; n < Output.Rows; n++)
        {
            double[,] l = ReferenceTriangle(n), pl = PrecisionTimes(l);
            double upstream = Output.ReferenceGradient[n];
            for (int i = 0; i < d; i++)
            {
                _mean.ReferenceGradient[(n * d) + i] += upstream * _referenceTarget.PrecisionTimesDeviation(i, _mean.ReferenceValue.AsSpan(n * d, d));
                for (int j = 0; j < i; j++)
                    _below.ReferenceGradient[(n * _below.Columns) + LowerTriangle.Row(i) + j] += upstream * pl[i, j];
                _logDiagonal.ReferenceGradient[(n * d) + i] += upstream * 0.5 * ((l[i, i] * pl[i, i]) - 1);
            }
        }
    }

    private static int PaddedRows(int d) => (d + Tile.Rows - 1) / Tile.Rows * Tile.Rows;

    private static Tensor[] Checked(Tensor mean, Tensor logDiagonal, Tensor below, double[] targetMean, double[,] targetPrecision)
    {
        LowerTriangle.Check(mean, logDiagonal, below);
        (int d, int rows, int columns) = (targetMean.Length, targetPrecision.GetLength(0), targetPrecision.GetLength(1));
        if (mean.Columns != d || rows != d || columns != d)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Means have {mean.Columns} dimensions, and the Gaussian {d} with a precision of {rows} × {columns}: they need the same."));
        }

        return [mean, logDiagonal, below];
    }

    private float Kl(int n, int worker)
    {
        int d = _mean.Columns;
        var mu = new ReadOnlySpan<float>(_mean.Value + (n * d), d);
        float sum = _target.LogDeterminant - d + Trace(n, worker, upstream: 0, addGradients: false);
        for (int i = 0; i < d; i++)
            sum += (_target.Deviation(i, mu) * _target.PrecisionTimesDeviation(i, mu)) - _logDiagonal.Value[(n * d) + i];
        return 0.5f * sum;
    }

    /// <summary>tr(PLLᵀ), and if asked upstream · PL added to the gradients of L.</summary>
    private float Trace(int n, int worker, float upstream, bool addGradients)
    {
        int d = _mean.Columns;
        float* l = Tape.Scratch(worker);
        float* pl = l + (PaddedRows(d) * Panels.Width);
        float trace = 0;
        for (int column = 0; column < d; column += Panels.Width)
        {
            // Above the diagonal L is zero, so these columns begin at row number column.
            FillPanel(n, column, l);
            MultiplyByPrecision(column, l, pl);
            int length = (d - column) * Panels.Width;
            trace += TensorPrimitives.Dot(new ReadOnlySpan<float>(l, length), new ReadOnlySpan<float>(pl, length));
            if (addGradients)
                AddGradients(n, column, upstream, l, pl);
        }

        return trace;
    }

    /// <summary>32 columns of L from its row number <paramref name="column"/> on, (d − column) × 32.</summary>
    private void FillPanel(int n, int column, float* l)
    {
        int d = _mean.Columns;
        float* below = _below.Value + (n * _below.Columns);
        for (int i = column; i < d; i++, l += Panels.Width)
        {
            int width = Math.Min(Panels.Width, i - column);
            new ReadOnlySpan<float>(below + LowerTriangle.Row(i) + column, width).CopyTo(new Span<float>(l, Panels.Width));
            new Span<float>(l + width, Panels.Width - width).Clear();
            if (width < Panels.Width)
                l[width] = MathF.Exp(0.5f * _logDiagonal.Value[(n * d) + i]);
        }
    }

    /// <summary>The same rows and columns of PL.</summary>
    private void MultiplyByPrecision(int column, float* l, float* pl)
    {
        int d = _mean.Columns, depth = d - column;
        float* p = _precision + (column * d) + column;
        if (_target.IsDiagonal)
        {
            for (int i = 0; i < depth; i++)
                TensorPrimitives.Multiply(new(l + (i * Panels.Width), Panels.Width), p[i * (d + 1)], new Span<float>(pl + (i * Panels.Width), Panels.Width));
            return;
        }

        var walk = new Tile.Walk(Row: d, Step: 1, Run: depth, Jump: 0);
        for (int i = 0; i < depth; i += Tile.Rows)
            Tape.Kernels.Multiply(p + (i * d), walk, l, depth, pl + (i * Panels.Width), Panels.Width);
    }

    private void AddGradients(int n, int column, float upstream, float* l, float* pl)
    {
        int d = _mean.Columns;
        for (int i = column; i < d; i++, l += Panels.Width, pl += Panels.Width)
        {
            int width = Math.Min(Panels.Width, i - column);
            if (_below.NeedsGradient)
            {
                var gradient = new Span<float>(_below.Derivative + (n * _below.Columns) + LowerTriangle.Row(i) + column, width);
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(pl, width), upstream, gradient, gradient);
            }

            if (width < Panels.Width && _logDiagonal.NeedsGradient)
                _logDiagonal.Derivative[(n * d) + i] += upstream * 0.5f * l[width] * pl[width];
        }
    }

    private double[,] ReferenceTriangle(int n)
    {
        int d = _mean.Columns, length = _below.Columns;
        return LowerTriangle.Expand(_logDiagonal.ReferenceValue.AsSpan(n * d, d), _below.ReferenceValue.AsSpan(n * length, length));
    }

    private double[,] PrecisionTimes(double[,] matrix)
    {
        int d = _mean.Columns;
        var product = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
            {
                for (int k = 0; k < d; k++)
                    product[i, j] += _referenceTarget.Precision[(i * d) + k] * matrix[k, j];
            }
        }

        return product;
    }
}
