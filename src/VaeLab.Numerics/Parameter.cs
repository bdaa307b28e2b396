using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics;

/// <summary>
/// What training adjusts: a named matrix with its gradient; also what an optimizer remembers for each of these. It is kept in
/// the panels that the kernels use (<see cref="Panels"/>); <see cref="CopyTo"/> and <see cref="CopyFrom(ReadOnlySpan{float})"/>
/// speak the usual row-major order.
/// Many threads may read it at once; whoever changes it needs it alone.
/// </summary>
public sealed unsafe class Parameter
{
    private readonly Arena _arena = new();
    private readonly int[] _shape;

    /// <summary>A parameter of zeros.</summary>
    /// <param name="name">As in a model file, for example <c>encoder.0.weight</c>.</param>
    /// <param name="shape">Its dimensions, at least one: outputs × inputs for a weight, outputs alone for a bias. Computations see the first as rows, and all others together as columns.</param>
    /// <exception cref="ArgumentException">There is no dimension, or one is less than 1.</exception>
    /// <exception cref="OverflowException">There are more numbers than an array can hold.</exception>
    public Parameter(string name, params ReadOnlySpan<int> shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (shape.IsEmpty)
            throw new ArgumentException($"Parameter '{name}' has no dimensions: give at least one.", nameof(shape));
        foreach (int size in shape)
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(shape));
        (Name, _shape, Rows, Columns) = (name, shape.ToArray(), shape[0], 1);
        foreach (int size in shape[1..])
            Columns = checked(Columns * size);
        _ = checked(Rows * Columns);
        PaddedLength = Panels.Length(Rows, Columns);
        Value = _arena.Take(PaddedLength);
        Kept = new KeptGradient(this);
    }

    /// <summary>As in a model file.</summary>
    public string Name { get; }

    /// <summary>Its dimensions, as in a model file.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>Outputs: the first dimension.</summary>
    public int Rows { get; }

    /// <summary>Inputs: all further dimensions together; 1 for a bias.</summary>
    public int Columns { get; }

    /// <summary>What an optimizer multiplies its learning rate by for this parameter; above 0, and 1 by default.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>rows · columns.</summary>
    public int Length => Rows * Columns;

    /// <summary>Numbers in memory, padding included.</summary>
    internal int PaddedLength { get; }

    internal float* Value { get; }

    internal float* Derivative { get; private set; }

    /// <summary>Where its gradient goes if there is no optimizer.</summary>
    internal GradientSink Kept { get; }

    internal double[] ReferenceValue { get; set; } = [];

    internal double[] ReferenceGradient { get; set; } = [];

    /// <summary>Writes the parameter, rows × columns in row-major order.</summary>
    /// <exception cref="ArgumentException"><paramref name="target"/> has not the parameter's length.</exception>
    public void CopyTo(Span<float> target)
    {
        CheckLength(target.Length);
        Panels.Unpack(new(Value, PaddedLength), Rows, Columns, target);
    }

    /// <summary>Reads the parameter, rows × columns in row-major order.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> has not the parameter's length.</exception>
    public void CopyFrom(ReadOnlySpan<float> source)
    {
        CheckLength(source.Length);
        Panels.Pack(source, Rows, Columns, new(Value, PaddedLength));
    }

    /// <summary>Takes another parameter's numbers.</summary>
    /// <exception cref="ArgumentException"><paramref name="source"/> has another shape.</exception>
    public void CopyFrom(Parameter source)
    {
        if ((source.Rows, source.Columns) != (Rows, Columns))
            throw new ArgumentException(FormattableString.Invariant($"Parameter '{Name}' is {Rows} × {Columns}, and '{source.Name}' is {source.Rows} × {source.Columns}."));
        new ReadOnlySpan<float>(source.Value, PaddedLength).CopyTo(new Span<float>(Value, PaddedLength));
    }

    /// <summary>Exchanges the numbers with those of another parameter.</summary>
    /// <exception cref="ArgumentException"><paramref name="other"/> has another shape.</exception>
    public void Swap(Parameter other)
    {
        Parameter copy = Companion("copy");
        copy.CopyFrom(this);
        CopyFrom(other);
        other.CopyFrom(copy);
    }

    /// <summary>
    /// Some of its numbers, in the order in which they lie in memory: not row-major, padding of zeros included, and the same
    /// for all parameters of one shape. For work element by element, as in <see cref="Optimizer.Update"/>; padding must stay zero.
    /// </summary>
    /// <param name="start">The first.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public Span<float> Part(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, PaddedLength - start);
        return new(Value + start, count);
    }

    /// <summary>A parameter of zeros with the same shape, which remembers something for this one.</summary>
    /// <param name="what">What it remembers, for example <c>sgd.velocity</c>: its name is this one's with that before it.</param>
    public Parameter Companion(string what) => new($"{what}.{Name}", _shape);

    /// <summary>Writes the gradient of the last <see cref="Tape.Backward"/> without an optimizer, in row-major order.</summary>
    /// <exception cref="ArgumentException"><paramref name="target"/> has not the parameter's length.</exception>
    /// <exception cref="InvalidOperationException">No gradient has been computed yet.</exception>
    public void CopyGradientTo(Span<float> target)
    {
        CheckLength(target.Length);
        if (Derivative == null)
            throw new InvalidOperationException($"Parameter '{Name}' has no gradient yet: call Tape.Backward without an optimizer first.");
        Panels.Unpack(new(Derivative, PaddedLength), Rows, Columns, target);
    }

    internal void KeepGradient()
    {
        if (Derivative == null)
            Derivative = _arena.Take(PaddedLength);
    }

    private void CheckLength(int length)
    {
        if (length != Length)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Parameter '{Name}' is {Rows} × {Columns}: it needs {Length} numbers, and got {length}."));
        }
    }
}

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
