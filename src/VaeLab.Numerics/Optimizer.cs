using System.Numerics.Tensors;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>
/// How parameters follow their gradients. Usually <see cref="Tape.Backward"/> takes it along, and adjusts each part of a
/// parameter while its gradient is in the cache. Where something must be known of all gradients first, as for clipping by
/// their norm (Pascanu, Mikolov &amp; Bengio 2013), it comes afterwards:
/// <code>
/// tape.Backward(loss);
/// optimizer.Step(workers, gradientScale: Math.Min(1, maxNorm / optimizer.GradientNorm(workers)));
/// </code>
/// With a scale of 1 both ways give the same bits. An optimizer of your own overrides <see cref="Update"/>, and
/// <see cref="Memory"/> if it remembers anything from step to step.
/// For one thread at a time.
/// </summary>
public abstract class Optimizer
{
    private readonly Parameter[] _parameters;
    private readonly Dictionary<Parameter, UpdateSink> _sinks = [];
    private GradientNormJob? _norm;
    private KeptGradientsStep? _step;

    /// <summary>Starts at step 0.</summary>
    /// <param name="parameters">What to adjust.</param>
    /// <param name="learningRate">η, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is not above 0.</exception>
    /// <exception cref="ArgumentException">A parameter comes twice.</exception>
    protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(learningRate);
        LearningRate = learningRate;
        _parameters = [.. parameters];
        for (int i = 0; i < _parameters.Length; i++)
            _sinks.Add(_parameters[i], new(this, i));
    }

    /// <summary>η; may change between steps.</summary>
    public double LearningRate { get; set; }

    /// <summary>Steps taken so far; to be set only to go on with a training.</summary>
    public long Steps { get; set; }

    /// <summary>The parameters that it adjusts; others keep still.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>
    /// What it remembers from step to step besides <see cref="Steps"/>, made with <see cref="Parameter.Companion"/>: part of a
    /// checkpoint, by name. Nothing unless overridden.
    /// </summary>
    public virtual IReadOnlyList<Parameter> Memory => [];

    /// <summary>Whether it adjusts that parameter.</summary>
    public bool Owns(Parameter parameter) => _sinks.ContainsKey(parameter);

    /// <summary>The kernels to adjust parameters with. <see cref="Tape.Backward"/> sets its own.</summary>
    internal KernelSet Kernels { get; set; } = KernelSet.Best;

    /// <summary>
    /// The Euclidean norm of its parameters' gradients, all together, as the last <see cref="Tape.Backward"/> without an
    /// optimizer kept them. Summed in double precision and in a fixed order: the same bits on any number of threads.
    /// </summary>
    /// <param name="workers">The threads to compute on; null for this one alone.</param>
    public double GradientNorm(WorkerPool? workers = null) => (_norm ??= new(Parameters)).Norm(workers);

    /// <summary>
    /// Takes a step from the gradients that the last <see cref="Tape.Backward"/> without an optimizer kept. A parameter that
    /// never had one keeps still.
    /// </summary>
    /// <param name="workers">The threads to compute on; null for this one alone.</param>
    /// <param name="gradientScale">What to multiply all gradients by; the kept ones do not change.</param>
    public void Step(WorkerPool? workers = null, double gradientScale = 1)
    {
        Begin();
        (_step ??= new(this)).Run(workers, gradientScale);
    }

    /// <summary>
    /// Called once before the updates of a step, when <see cref="Steps"/> is already the number of this step, from 1: the place
    /// for what all updates of the step share. Does nothing unless overridden.
    /// </summary>
    protected virtual void BeginStep()
    {
    }

    /// <summary>
    /// Adjusts a part of a parameter. A step calls this for disjoint parts, from several threads at a time, and treats each
    /// element once: compute element by element, on <see cref="Parameter.Part"/> of the parameter and of its companions, and
    /// allocate nothing.
    /// </summary>
    /// <param name="index">Which of the <see cref="Parameters"/>.</param>
    /// <param name="start">The part's first element, as for <see cref="Parameter.Part"/>.</param>
    /// <param name="gradient">The gradient of the loss with respect to these elements.</param>
    protected abstract void Update(int index, int start, ReadOnlySpan<float> gradient);

    /// <summary>Says that a part is about to be updated, so that it can be brought near meanwhile.</summary>
    internal virtual void Announce(int index, int start, int count)
    {
    }

    /// <summary>Begins a step; each part of the gradient of each parameter then goes once into its <see cref="Sink"/>.</summary>
    internal void Begin()
    {
        Steps++;
        BeginStep();
    }

    /// <summary>What adjusts a parameter part by part, each as its gradient comes; null if it is not this optimizer's.</summary>
    internal GradientSink? Sink(Parameter parameter) => _sinks.GetValueOrDefault(parameter);

    private sealed unsafe class UpdateSink(Optimizer optimizer, int index) : GradientSink
    {
        public override void Announce(int start, int count) => optimizer.Announce(index, start, count);

        public override void Take(int start, int count, float* gradient) => optimizer.Update(index, start, new(gradient, count));
    }
}

/// <summary>Where the gradient of one parameter goes, part by part, as soon as each part is complete.</summary>
internal abstract unsafe class GradientSink
{
    /// <summary>Says that the gradient of a part is about to be computed, so that what it meets can be brought near meanwhile.</summary>
    /// <param name="start">The part's first number, in the order in which they lie in memory.</param>
    /// <param name="count">Its numbers.</param>
    public virtual void Announce(int start, int count)
    {
    }

    /// <summary>Takes the gradient of a part. Different parts may come from different threads at a time.</summary>
    /// <param name="start">The part's first number, in the order in which they lie in memory.</param>
    /// <param name="count">Its numbers.</param>
    /// <param name="gradient">The gradient, count numbers.</param>
    public abstract void Take(int start, int count, float* gradient);
}

/// <summary>Keeps a parameter's gradient for later.</summary>
internal sealed unsafe class KeptGradient(Parameter parameter) : GradientSink
{
    public override void Take(int start, int count, float* gradient) =>
        new ReadOnlySpan<float>(gradient, count).CopyTo(new Span<float>(parameter.Derivative + start, count));
}

/// <summary>An optimizer's step from kept gradients.</summary>
internal sealed unsafe class KeptGradientsStep(Optimizer optimizer) : ParameterPieces(optimizer.Parameters)
{
    private const int Chunk = 512;

    private float _scale;

    public void Run(WorkerPool? workers, double gradientScale)
    {
        _scale = (float)gradientScale;
        Run(workers);
    }

    protected override void Run(int index, Parameter parameter, int start, int count)
    {
        if (parameter.Derivative == null || optimizer.Sink(parameter) is not { } sink)
            return;
        if (_scale == 1)
        {
            sink.Take(start, count, parameter.Derivative + start);
            return;
        }

        float* scaled = stackalloc float[Chunk];
        for (int end = start + count; start < end; start += Chunk)
        {
            int length = Math.Min(Chunk, end - start);
            TensorPrimitives.Multiply(new ReadOnlySpan<float>(parameter.Derivative + start, length), _scale, new Span<float>(scaled, length));
            sink.Take(start, length, scaled);
        }
    }
}

/// <summary>The norm of all kept gradients together: each piece has its own sum, and those are added in the order of the pieces.</summary>
internal sealed unsafe class GradientNormJob : ParameterPieces
{
    private readonly double[] _sums;

    public GradientNormJob(IEnumerable<Parameter> parameters)
        : base(parameters) => _sums = new double[Count];

    public double Norm(WorkerPool? workers)
    {
        Run(workers);
        double sum = 0;
        foreach (double piece in _sums)
            sum += piece;
        return Math.Sqrt(sum);
    }

    protected override void Run(int index, Parameter parameter, int start, int count) =>
        _sums[index] = parameter.Derivative == null ? 0 : SumOfSquares.Of(parameter.Derivative + start, count);
}
