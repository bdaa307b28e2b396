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
