using System.Numerics;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// KL(N(μ, diag σ²) ‖ N(m, Σ)) of each row, in nats: batch × d and batch × d to batch × 1, as
/// ½[Σⱼ Pⱼⱼσⱼ² + (μ−m)ᵀP(μ−m) − d + ln|Σ| − Σⱼ ln σⱼ²] with the precision P = Σ⁻¹.
/// </summary>
internal sealed unsafe class GaussianKl : Operation
{
    private readonly Tensor _mean;
    private readonly Tensor _logVariance;
    private readonly TargetGaussian<float> _target;
    private readonly TargetGaussian<double> _referenceTarget;

    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetPrecision">P = Σ⁻¹, d × d.</param>
    /// <param name="targetLogDeterminant">ln|Σ|.</param>
    public GaussianKl(Tensor mean, Tensor logVariance, double[] targetMean, double[,] targetPrecision, double targetLogDeterminant)
        : base(Checked(mean, logVariance, targetMean, targetPrecision), columns: 1)
    {
        (_mean, _logVariance) = (mean, logVariance);
        _target = new(targetMean, targetPrecision, targetLogDeterminant);
        _referenceTarget = new(targetMean, targetPrecision, targetLogDeterminant);
    }

    public override void Forward(in RowRange rows)
    {
        int d = _mean.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
            Output.Value[n] = _target.KlFrom(new(_mean.Value + (n * d), d), new(_logVariance.Value + (n * d), d));
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int d = _mean.Columns;
        for (int n = rows.Start; n < rows.Start + rows.Count; n++)
        {
            _target.AddGradients(
                Output.Derivative[n],
                new(_mean.Value + (n * d), d),
                new(_logVariance.Value + (n * d), d),
                new(_mean.Derivative, _mean.NeedsGradient ? (n + 1) * d : 0),
                new(_logVariance.Derivative, _logVariance.NeedsGradient ? (n + 1) * d : 0));
        }
    }

    public override void ForwardReference()
    {
        int d = _mean.Columns;
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
            Output.ReferenceValue[n] = _referenceTarget.KlFrom(_mean.ReferenceValue.AsSpan(n * d, d), _logVariance.ReferenceValue.AsSpan(n * d, d));
    }

    public override void BackwardReference()
    {
        int d = _mean.Columns;
        for (int n = 0; n < Output.ReferenceValue.Length; n++)
        {
            _referenceTarget.AddGradients(
                Output.ReferenceGradient[n],
                _mean.ReferenceValue.AsSpan(n * d, d),
                _logVariance.ReferenceValue.AsSpan(n * d, d),
                _mean.ReferenceGradient.AsSpan(n * d, d),
                _logVariance.ReferenceGradient.AsSpan(n * d, d));
        }
    }

    private static Tensor[] Checked(Tensor mean, Tensor logVariance, double[] targetMean, double[,] targetPrecision)
    {
        (int d, int rows, int columns) = (targetMean.Length, targetPrecision.GetLength(0), targetPrecision.GetLength(1));
        if (mean.Columns != d || logVariance.Columns != d || rows != d || columns != d)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Means have {mean.Columns} dimensions, log-variances {logVariance.Columns}, and the Gaussian {d} with a precision of {rows} × {columns}: they need the same."));
        }

        if (!mean.IsBatch || !logVariance.IsBatch)
            throw new ArgumentException("Means and log-variances must be batches, one row a sample: a mean over the batch is not.");
        return [mean, logVariance];
    }
}

/// <summary>N(m, Σ) by its precision P = Σ⁻¹, which a KL is measured to.</summary>
internal sealed class TargetGaussian<T>
    where T : IFloatingPointIeee754<T>
{
    private static readonly T s_half = T.One / (T.One + T.One);

    private readonly T[] _mean;
    private readonly T[] _precision;

    public TargetGaussian(double[] mean, double[,] precision, double logDeterminant)
    {
        _mean = Array.ConvertAll(mean, T.CreateChecked);
        _precision = [.. precision.Cast<double>().Select(T.CreateChecked)];
        LogDeterminant = T.CreateChecked(logDeterminant);
        IsDiagonal = _precision.Index().All(entry => entry.Index % (mean.Length + 1) == 0 || entry.Item == T.Zero);
    }

    /// <summary>ln|Σ|.</summary>
    public T LogDeterminant { get; }

    /// <summary>Whether only the diagonal of P needs a look.</summary>
    public bool IsDiagonal { get; }

    /// <summary>P, row by row.</summary>
    public ReadOnlySpan<T> Precision => _precision;

    /// <summary>The KL of N(μ, diag σ²).</summary>
    public T KlFrom(ReadOnlySpan<T> mu, ReadOnlySpan<T> logVariance)
    {
        int d = mu.Length;
        T sum = LogDeterminant;
        for (int j = 0; j < d; j++)
        {
            T trace = _precision[(j * d) + j] * T.Exp(logVariance[j]);
            sum += trace - T.One - logVariance[j] + (Deviation(j, mu) * PrecisionTimesDeviation(j, mu));
        }

        return s_half * sum;
    }

    /// <summary>∂/∂μ = P(μ−m) and ∂/∂ln σ²ⱼ = ½(Pⱼⱼσⱼ² − 1), times the upstream derivative; empty spans receive none.</summary>
    public void AddGradients(T upstream, ReadOnlySpan<T> mu, ReadOnlySpan<T> logVariance, Span<T> muGradient, Span<T> logVarianceGradient)
    {
        int d = mu.Length;
        muGradient = muGradient.IsEmpty ? muGradient : muGradient[^d..];
        logVarianceGradient = logVarianceGradient.IsEmpty ? logVarianceGradient : logVarianceGradient[^d..];
        for (int j = 0; j < muGradient.Length; j++)
            muGradient[j] += upstream * PrecisionTimesDeviation(j, mu);
        for (int j = 0; j < logVarianceGradient.Length; j++)
            logVarianceGradient[j] += upstream * s_half * ((_precision[(j * d) + j] * T.Exp(logVariance[j])) - T.One);
    }

    /// <summary>One number of P(μ−m).</summary>
    public T PrecisionTimesDeviation(int row, ReadOnlySpan<T> mu)
    {
        int d = mu.Length;
        if (IsDiagonal)
            return _precision[(row * d) + row] * Deviation(row, mu);
        T sum = T.Zero;
        for (int j = 0; j < d; j++)
            sum += _precision[(row * d) + j] * Deviation(j, mu);
        return sum;
    }

    /// <summary>One number of μ−m.</summary>
    public T Deviation(int j, ReadOnlySpan<T> mu) => mu[j] - _mean[j];
}
