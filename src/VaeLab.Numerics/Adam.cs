using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>Adam (Kingma &amp; Ba 2014, algorithm 1), with ε added after the bias-corrected root.</summary>
public sealed class Adam : Optimizer
{
    private readonly Dictionary<Parameter, ParameterMoments> _moments = [];
    private readonly Parameter[] _parameters;
    private AdamKernel.Step _step;

    /// <summary>Starts at step 0 with moments of zero.</summary>
    /// <param name="parameters">What to adjust.</param>
    /// <param name="learningRate">η.</param>
    /// <param name="beta1">β₁, the memory of the first moment: at least 0 and below 1.</param>
    /// <param name="beta2">β₂, the memory of the second moment: at least 0 and below 1.</param>
    /// <param name="epsilon">ε, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is not.</exception>
    public Adam(IEnumerable<Parameter> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learningRate);
        ArgumentOutOfRangeException.ThrowIfNegative(beta1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta1, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(beta2);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(beta2, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        (LearningRate, Beta1, Beta2, Epsilon) = (learningRate, beta1, beta2, epsilon);
        _parameters = [.. parameters];
        foreach (Parameter parameter in _parameters)
            _moments.Add(parameter, new(this, parameter));
    }

    /// <summary>η; may change between steps.</summary>
    public double LearningRate { get; set; }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>Steps taken so far; to be set only to go on with a training.</summary>
    public long Steps { get; set; }

    /// <summary>First and second moment of each parameter, named <c>adam.first.…</c> and <c>adam.second.…</c>.</summary>
    public IEnumerable<Parameter> Moments => _parameters.SelectMany<Parameter, Parameter>(parameter => [_moments[parameter].First, _moments[parameter].Second]);

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override bool Owns(Parameter parameter) => _moments.ContainsKey(parameter);

    internal override void BeginStep() => _step = AdamKernel.Step.At(++Steps, LearningRate, Beta1, Beta2, Epsilon);

    internal override GradientSink? Sink(Parameter parameter) => _moments.GetValueOrDefault(parameter);

    private sealed unsafe class ParameterMoments(Adam adam, Parameter parameter) : GradientSink
    {
        public Parameter First { get; } = parameter.Companion("adam.first");

        public Parameter Second { get; } = parameter.Companion("adam.second");

        public override void Announce(int start, int count)
        {
            Prefetch.Near(parameter.Value + start, count);
            Prefetch.Near(First.Value + start, count);
            Prefetch.Near(Second.Value + start, count);
        }

        public override void Take(int start, int count, float* gradient) =>
            adam.Kernels.Adam(parameter.Value + start, First.Value + start, Second.Value + start, gradient, count, adam._step);
    }
}
