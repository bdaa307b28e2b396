namespace VaeLab.Numerics;

/// <summary>Parameters cut into pieces of a fixed size, for work on all their numbers on any number of threads.</summary>
internal abstract class ParameterPieces : ParallelJob
{
    private const int PieceLength = 16 * 1024;

    private readonly (Parameter Parameter, int Start, int Count)[] _pieces;

    /// <summary>Cuts the parameters up.</summary>
    protected ParameterPieces(IEnumerable<Parameter> parameters) => _pieces =
    [
        .. parameters.SelectMany(parameter => Enumerable
            .Range(0, (parameter.PaddedLength + PieceLength - 1) / PieceLength)
            .Select(i => (parameter, i * PieceLength, Math.Min(PieceLength, parameter.PaddedLength - (i * PieceLength))))),
    ];

    /// <summary>How many there are.</summary>
    protected int Count => _pieces.Length;

    /// <inheritdoc/>
    public sealed override void Run(int index, int worker)
    {
        (Parameter parameter, int start, int count) = _pieces[index];
        Run(index, parameter, start, count);
    }

    /// <summary>Does all pieces, on the workers or, without, on this thread.</summary>
    public void Run(WorkerPool? workers)
    {
        if (workers is not null)
        {
            workers.Run(this, _pieces.Length);
            return;
        }

        for (int i = 0; i < _pieces.Length; i++)
            Run(i, worker: 0);
    }

    /// <summary>Does one piece.</summary>
    /// <param name="index">Which piece.</param>
    /// <param name="parameter">The parameter that it belongs to.</param>
    /// <param name="start">Its first number, in the order in which they lie in memory.</param>
    /// <param name="count">Its numbers, a multiple of 32: padding, which is zero, included.</param>
    protected abstract void Run(int index, Parameter parameter, int start, int count);
}
