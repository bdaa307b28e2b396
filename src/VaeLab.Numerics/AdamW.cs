using System.Numerics.Tensors;

namespace VaeLab.Numerics;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov &amp; Hutter 2019, algorithm 2): before each of Adam's steps all numbers shrink by η·λ of
/// themselves. With λ = 0 it is <see cref="Adam"/>, to the last bit.
/// </summary>
public sealed class AdamW : Adam
{
    /// <summary>Starts at step 0 with moments of zero.</summary>
    /// <param name="parameters">What to adjust.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, the memory of the first moment: at least 0 and below 1.</param>
    /// <param name="beta2">β₂, the memory of the second moment: at least 0 and below 1.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <param name="weightDecay">λ, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public AdamW(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, double weightDecay = 0.01)
        : base(parameters, learningRate, beta1, beta2, epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weightDecay);
        WeightDecay = weightDecay;
    }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    protected override void Update(int index, int start, ReadOnlySpan<float> gradient)
    {
        Span<float> weights = Parameters[index].Part(start, gradient.Length);
        TensorPrimitives.Multiply(weights, (float)(1 - (LearningRate * Parameters[index].LearningRateFactor * WeightDecay)), weights);
        base.Update(index, start, gradient);
    }
}
