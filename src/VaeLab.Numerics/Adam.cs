using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>Adam (Kingma &amp; Ba 2014, algorithm 1), with ε added after the bias-corrected root.</summary>
public unsafe class Adam : Optimizer
{
    private readonly Parameter[] _first;
    private readonly Parameter[] _second;
    private readonly AdamKernel.Step[] _steps;

    /// <summary>Starts at step 0 with moments of zero.</summary>
    /// <param name="parameters">What to adjust.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, the memory of the first moment: at least 0 and below 1.</param>
    /// <param name="beta2">β₂, the memory of the second moment: at least 0 and below 1.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public Adam(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(parameters, learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta2, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
        _first = [.. Parameters.Select(parameter => parameter.Companion("adam.first"))];
        _second = [.. Parameters.Select(parameter => parameter.Companion("adam.second"))];
        _steps = new AdamKernel.Step[Parameters.Count];
        Memory = [.. _first.Zip(_second).SelectMany<(Parameter First, Parameter Second), Parameter>(moments => [moments.First, moments.Second])];
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>First and second moment of each parameter, named <c>adam.first.…</c> and <c>adam.second.…</c>.</summary>
    public override IReadOnlyList<Parameter> Memory { get; }

    /// <inheritdoc/>
    protected override void BeginStep()
    {
        for (int i = 0; i < _steps.Length; i++)
            _steps[i] = AdamKernel.Step.At(Steps, LearningRate * Parameters[i].LearningRateFactor, Beta1, Beta2, Epsilon);
    }

    /// <inheritdoc/>
    protected override void Update(int index, int start, ReadOnlySpan<float> gradient)
    {
        fixed (float* g = gradient)
            Kernels.Adam(Parameters[index].Value + start, _first[index].Value + start, _second[index].Value + start, g, gradient.Length, _steps[index]);
    }

    internal override void Announce(int index, int start, int count)
    {
        Prefetch.Near(Parameters[index].Value + start, count);
        Prefetch.Near(_first[index].Value + start, count);
        Prefetch.Near(_second[index].Value + start, count);
    }
}
