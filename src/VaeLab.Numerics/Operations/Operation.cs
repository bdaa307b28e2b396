using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// One entry of a <see cref="Tape"/>: how an output follows from its inputs, and how the derivatives of the loss by the
/// inputs follow from those by the output. Each operation says both twice: fast, for some rows of the batch, and plainly, for
/// the whole batch in double precision, which is what the fast form is tested against.
/// </summary>
internal abstract class Operation
{
    /// <summary>Records the operation on its inputs' tape.</summary>
    protected Operation(Tensor[] inputs, int columns, bool isBatch = true, bool hasParameters = false, Planes? planes = null)
        : this(inputs[0].Tape, inputs, columns, isBatch ? RowsOf(inputs) : default, hasParameters, planes: planes)
    {
    }

    /// <summary>Records an operation, perhaps without inputs, on a tape.</summary>
    /// <param name="rows">Rows of the output.</param>
    protected Operation(Tape tape, Tensor[] inputs, int columns, RowCount rows, bool hasParameters, bool passesGradient = true, Planes? planes = null)
    {
        Inputs = inputs;
        Tape = tape;
        foreach (Tensor input in inputs)
        {
            if (input.Tape != Tape)
                throw new ArgumentException("The operands lie on different tapes: record both on the same one.");
        }

        Output = Tape.Record(this, columns, rows, passesGradient && (hasParameters || Array.Exists(inputs, input => input.NeedsGradient)), planes);
    }

    public Tensor[] Inputs { get; }

    public Tensor Output { get; }

    public Tape Tape { get; }

    /// <summary>Whether a row of the output needs that row of the inputs only, so that threads may share out the rows.</summary>
    public virtual bool IsRowwise => true;

    /// <summary>The rows that <see cref="Forward"/> goes through; null where it is computed at once.</summary>
    public RowCount? ForwardRows => IsRowwise ? Output.RowCount : null;

    /// <summary>The rows that <see cref="Backward"/> goes through; null where it is computed at once.</summary>
    public virtual RowCount? BackwardRows => ForwardRows;

    /// <summary>How many of the inputs, the last ones, have rows that belong to all rows of the output: <see cref="BackwardToShared"/>.</summary>
    public virtual int SharedInputs => 0;

    /// <summary>Whether <see cref="Forward"/> gives a row the same bits whatever rows are computed with it; see <see cref="Tape.SeparatesRows"/>.</summary>
    public virtual bool SeparatesRows => false;

    /// <summary>Whether <see cref="Forward"/> finds the rows of each tensor by its <see cref="Tensor.Offset"/>; see <see cref="Tape.RecordForResult"/>.</summary>
    public virtual bool FindsByOffset => false;

    /// <summary>
    /// Whether <see cref="Backward"/> itself heeds its <c>first</c>; otherwise the tape clears those gradients beforehand.
    /// </summary>
    public virtual bool HeedsFirst => false;

    /// <summary>Numbers of scratch memory that each thread needs.</summary>
    public virtual int ScratchLength => 0;

    /// <summary>Independent pieces in which the gradients of the operation's parameters are computed.</summary>
    public virtual int ParameterTasks => 0;

    /// <summary>Multiplications and additions for a sample, forwards and backwards, of the products with weights.</summary>
    public virtual long FloatingPointOperations => 0;

    /// <summary>Computes those rows of the output.</summary>
    public abstract void Forward(in RowRange rows);

    /// <summary>Adds to those rows of the inputs' gradients.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="first">For each input, whether nothing has been added yet: then the gradient is to be overwritten.</param>
    public abstract void Backward(in RowRange rows, bool[] first);

    /// <summary>Adds to those rows of the gradients of the <see cref="SharedInputs"/>, when the gradient of the whole output is known.</summary>
    /// <param name="rows">Rows of these inputs.</param>
    public virtual void BackwardToShared(in RowRange rows) => throw new NotSupportedException("The operation shares no inputs.");

    /// <summary>
    /// Computes one piece of the parameters' gradients, over all rows, and hands it to the optimizer, or keeps it in the
    /// parameters if there is none.
    /// </summary>
    /// <param name="uses">The operations that share the parameters and that the loss follows from, this one included.</param>
    /// <param name="task">Which piece.</param>
    /// <param name="worker">Whose scratch memory to use.</param>
    /// <param name="optimizer">What adjusts the parameters.</param>
    public virtual void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer) =>
        throw new NotSupportedException("The operation has no parameters.");

    /// <summary>The parameters that the operation uses, and adjusts if it has <see cref="ParameterTasks"/>.</summary>
    public virtual ReadOnlySpan<Parameter> Parameters => [];

    /// <summary>The plain form of <see cref="Forward"/>: all rows, in double precision.</summary>
    public abstract void ForwardReference();

    /// <summary>The plain form of <see cref="Backward"/>: adds to all inputs' and parameters' gradients, in double precision.</summary>
    public abstract void BackwardReference();

    /// <summary>The rows that all of some batches have.</summary>
    /// <exception cref="ArgumentException">They have not the same.</exception>
    protected static RowCount RowsOf(Tensor[] inputs)
    {
        RowCount rows = inputs[0].RowCount;
        return Array.TrueForAll(inputs, input => input.RowCount == rows) ? rows
            : throw new ArgumentException($"The operands have {string.Join(" and ", inputs.Select(input => input.RowCount).Distinct())}: they need the same rows; see RepeatRows, SplitRows and JoinRows.");
    }

    /// <summary>Where a parameter's gradient goes: to the optimizer, or without one into the parameter; null if nobody wants it.</summary>
    protected static GradientSink? Sink(Parameter parameter, Optimizer? optimizer) =>
        optimizer is null ? parameter.Kept : optimizer.Sink(parameter);
}

/// <summary>Some neighbouring rows, worked on by one thread.</summary>
/// <param name="Start">The first row.</param>
/// <param name="Count">How many.</param>
/// <param name="Worker">Which thread: for its scratch memory only, never for what is computed.</param>
internal readonly record struct RowRange(int Start, int Count, int Worker);
