using System.Numerics.Tensors;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// KL(N(μⱼ, σⱼ²) ‖ N(mⱼ, sⱼ²)) for each sample and dimension, in nats: batch × d and batch × d to batch × d, as
/// ½[σ²/s² + (μ−m)²/s² − 1 + ln s² − ln σ²].
/// </summary>
internal sealed unsafe class GaussianKlPerDimension : Operation
{
    private readonly Tensor _mean;
    private readonly Tensor _logVariance;
    private readonly double[] _targetMean;
    private readonly double[] _targetVariance;
    private readonly float[] _means;
    private readonly float[] _precisions;
    private readonly float[] _logVariances;
    private readonly float* _variance;

    /// <param name="mean">μ, batch × d.</param>
    /// <param name="logVariance">ln σ², batch × d.</param>
    /// <param name="targetMean">m, d numbers.</param>
    /// <param name="targetVariance">s², d numbers.</param>
    public GaussianKlPerDimension(Tensor mean, Tensor logVariance, double[] targetMean, double[] targetVariance)
        : base(Checked(mean, logVariance, targetMean, targetVariance), mean.Columns)
    {
        (_mean, _logVariance, _targetMean, _targetVariance) = (mean, logVariance, targetMean, targetVariance);
        _means = Array.ConvertAll(targetMean, m => (float)m);
        _precisions = Array.ConvertAll(targetVariance, s => (float)(1 / s));
        _logVariances = Array.ConvertAll(targetVariance, s => (float)Math.Log(s));
        _variance = Tape.Arena.Take(mean.Capacity * mean.Columns);
    }

    public override void Forward(in RowRange rows)
    {
        int d = Output.Columns, start = rows.Start * d, length = rows.Count * d;
        TensorPrimitives.Exp(new ReadOnlySpan<float>(_logVariance.Value + start, length), new Span<float>(_variance + start, length));
        for (int n = start; n < start + length; n += d)
        {
            for (int j = 0; j < d; j++)
            {
                float deviation = _mean.Value[n + j] - _means[j];
                float squares = _precisions[j] * (_variance[n + j] + (deviation * deviation));
                Output.Value[n + j] = 0.5f * (squares - 1 + _logVariances[j] - _logVariance.Value[n + j]);
            }
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        int d = Output.Columns, start = rows.Start * d, length = rows.Count * d;
        for (int n = start; n < start + length; n += d)
        {
            for (int j = 0; j < d; j++)
            {
                float upstream = Output.Derivative[n + j];
                if (_mean.NeedsGradient)
                    _mean.Derivative[n + j] += upstream * _precisions[j] * (_mean.Value[n + j] - _means[j]);
                if (_logVariance.NeedsGradient)
                    _logVariance.Derivative[n + j] += upstream * 0.5f * ((_precisions[j] * _variance[n + j]) - 1);
            }
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double m = _targetMean[i % Output.Columns], s = _targetVariance[i % Output.Columns];
            double mu = _mean.ReferenceValue[i], logVariance = _logVariance.ReferenceValue[i];
            Output.ReferenceValue[i] = 0.5 * ((Math.Exp(logVariance) / s) + ((mu - m) * (mu - m) / s) - 1 + Math.Log(s) - logVariance);
        }
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double m = _targetMean[i % Output.Columns], s = _targetVariance[i % Output.Columns], upstream = Output.ReferenceGradient[i];
            _mean.ReferenceGradient[i] += upstream * (_mean.ReferenceValue[i] - m) / s;
            _logVariance.ReferenceGradient[i] += upstream * 0.5 * ((Math.Exp(_logVariance.ReferenceValue[i]) / s) - 1);
        }
    }

    private static Tensor[] Checked(Tensor mean, Tensor logVariance, double[] targetMean, double[] targetVariance)
    {
        int d = targetMean.Length;
        if (mean.Columns != d || logVariance.Columns != d || targetVariance.Length != d)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Means have {mean.Columns} dimensions, log-variances {logVariance.Columns}, and the Gaussian {d} with {targetVariance.Length} variances: they need the same."));
        }

        if (!mean.IsBatch || !logVariance.IsBatch)
            throw new ArgumentException("Means and log-variances must be batches, one row a sample: a mean over the batch is not.");
        return [mean, logVariance];
    }
}

/// <summary>
/// KL(N(μⱼ, σⱼ²) ‖ N(mⱼ, sⱼ²)) for each sample and dimension, in nats, where both Gaussians are computed: four times batch × d to
/// batch × d, as ½[(σ² + (μ−m)²)/s² − 1 + ln s² − ln σ²].
/// </summary>
internal sealed unsafe class LearntGaussianKl : Operation
{
    private readonly Tensor _mean;
    private readonly Tensor _logVariance;
    private readonly Tensor _targetMean;
    private readonly Tensor _targetLogVariance;

    /// <param name="mean">μ.</param>
    /// <param name="logVariance">ln σ².</param>
    /// <param name="targetMean">m.</param>
    /// <param name="targetLogVariance">ln s².</param>
    public LearntGaussianKl(Tensor mean, Tensor logVariance, Tensor targetMean, Tensor targetLogVariance)
        : base(Checked(mean, logVariance, targetMean, targetLogVariance), mean.Columns) =>
        (_mean, _logVariance, _targetMean, _targetLogVariance) = (mean, logVariance, targetMean, targetLogVariance);

    public override void Forward(in RowRange rows)
    {
        for (int i = rows.Start * Output.Columns; i < (rows.Start + rows.Count) * Output.Columns; i++)
        {
            float logRatio = _logVariance.Value[i] - _targetLogVariance.Value[i], deviation = _mean.Value[i] - _targetMean.Value[i];
            Output.Value[i] = 0.5f * (MathF.Exp(logRatio) + (deviation * deviation * MathF.Exp(-_targetLogVariance.Value[i])) - 1 - logRatio);
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        for (int i = rows.Start * Output.Columns; i < (rows.Start + rows.Count) * Output.Columns; i++)
        {
            float upstream = Output.Derivative[i], precision = MathF.Exp(-_targetLogVariance.Value[i]);
            float ratio = MathF.Exp(_logVariance.Value[i] - _targetLogVariance.Value[i]), deviation = _mean.Value[i] - _targetMean.Value[i];
            Add(_mean, i, upstream * deviation * precision);
            Add(_logVariance, i, upstream * 0.5f * (ratio - 1));
            Add(_targetMean, i, -upstream * deviation * precision);
            Add(_targetLogVariance, i, upstream * 0.5f * (1 - ratio - (deviation * deviation * precision)));
        }
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double variance = Math.Exp(_logVariance.ReferenceValue[i]), target = Math.Exp(_targetLogVariance.ReferenceValue[i]);
            double deviation = _mean.ReferenceValue[i] - _targetMean.ReferenceValue[i];
            Output.ReferenceValue[i] = 0.5 * (((variance + (deviation * deviation)) / target) - 1 + Math.Log(target) - Math.Log(variance));
        }
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
        {
            double variance = Math.Exp(_logVariance.ReferenceValue[i]), target = Math.Exp(_targetLogVariance.ReferenceValue[i]);
            double deviation = _mean.ReferenceValue[i] - _targetMean.ReferenceValue[i], upstream = Output.ReferenceGradient[i];
            _mean.ReferenceGradient[i] += upstream * deviation / target;
            _logVariance.ReferenceGradient[i] += upstream * 0.5 * ((variance / target) - 1);
            _targetMean.ReferenceGradient[i] -= upstream * deviation / target;
            _targetLogVariance.ReferenceGradient[i] += upstream * 0.5 * (1 - ((variance + (deviation * deviation)) / target));
        }
    }

    private static void Add(Tensor tensor, int i, float gradient)
    {
        if (tensor.NeedsGradient)
            tensor.Derivative[i] += gradient;
    }

    private static Tensor[] Checked(params Tensor[] inputs) =>
        Array.TrueForAll(inputs, input => input.IsBatch && input.Columns == inputs[0].Columns)
            ? inputs
            : throw new ArgumentException("Means and log-variances of both Gaussians must be batches of the same number of dimensions.");
}
