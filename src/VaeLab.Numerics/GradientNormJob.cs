using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

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
