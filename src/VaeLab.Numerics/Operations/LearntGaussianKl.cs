namespace VaeLab.Numerics.Operations;

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
