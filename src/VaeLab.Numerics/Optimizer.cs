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
/// With a scale of 1 both ways give the same bits.
/// </summary>
public abstract class Optimizer
{
    private GradientNormJob? _norm;
    private KeptGradientsStep? _step;

    /// <summary>The parameters that it adjusts; others keep still.</summary>
    public abstract IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Whether it adjusts that parameter.</summary>
    public abstract bool Owns(Parameter parameter);

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
        BeginStep();
        (_step ??= new(this)).Run(workers, gradientScale);
    }

    /// <summary>Begins a step; each part of the gradient of each parameter then goes once into its <see cref="Sink"/>.</summary>
    internal abstract void BeginStep();

    /// <summary>What adjusts a parameter part by part, each as its gradient comes; null if it is not this optimizer's.</summary>
    internal abstract GradientSink? Sink(Parameter parameter);
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
