using System.Numerics.Tensors;

namespace VaeLab.Numerics;

/// <summary>
/// Stochastic gradient descent with momentum (Polyak 1964; Sutskever et al. 2013), in PyTorch's form: v ← μv + g, w ← w − ηv. With μ = 0 it is
/// plain gradient descent.
/// </summary>
public sealed class Sgd : Optimizer
{
    private const int Chunk = 512;

    private readonly Parameter[] _velocity;

    /// <summary>Starts at step 0 and at rest.</summary>
    /// <param name="parameters">What to adjust.</param>
    /// <param name="learningRate">η, above 0.</param>
    /// <param name="momentum">μ, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public Sgd(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.9)
        : base(parameters, learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(momentum);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(momentum, 1);
        Momentum = momentum;
        _velocity = [.. Parameters.Select(parameter => parameter.Companion("sgd.velocity"))];
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>The velocity of each parameter, named <c>sgd.velocity.…</c>.</summary>
    public override IReadOnlyList<Parameter> Memory => _velocity;

    /// <inheritdoc/>
    protected override void Update(int index, int start, ReadOnlySpan<float> gradient)
    {
        Span<float> weights = Parameters[index].Part(start, gradient.Length), velocity = _velocity[index].Part(start, gradient.Length), step = stackalloc float[Chunk];
        float rate = (float)(LearningRate * Parameters[index].LearningRateFactor);
        TensorPrimitives.MultiplyAdd(velocity, (float)Momentum, gradient, velocity);
        for (int at = 0; at < gradient.Length; at += Chunk)
        {
            int count = Math.Min(Chunk, gradient.Length - at);
            TensorPrimitives.Multiply(velocity.Slice(at, count), rate, step);
            TensorPrimitives.Subtract(weights.Slice(at, count), step[..count], weights.Slice(at, count));
        }
    }
}
