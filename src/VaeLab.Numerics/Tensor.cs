using VaeLab.Numerics.Kernels;
using VaeLab.Numerics.Operations;
using static VaeLab.Numerics.Functions;

namespace VaeLab.Numerics;

/// <summary>
/// A matrix of float32 numbers on a <see cref="Tape"/>: one row a sample, or several; or a single row for what belongs to the whole
/// batch, such as a loss. Operators and <see cref="Functions"/> on tensors record operations; nothing is computed until
/// <see cref="Tape.Forward"/>.
/// For one thread at a time.
/// </summary>
public sealed unsafe class Tensor
{
    private bool _isPassing;
    private Tensor? _inRows;
    private Tensor? _inBlocks;
    private RowsToRead _valueRows;
    private RowsToRead _derivativeRows;

    internal Tensor(Tape tape, Operation? source, int columns, RowCount rowCount, bool needsGradient, Planes? planes = null)
    {
        Tape = tape;
        Source = source;
        Columns = columns;
        Planes = planes;
        NeedsGradient = needsGradient;
        RowCount = rowCount;
        if (source is null)
            TakeMemory(passingWorkers: null);
        if (needsGradient)
            Derivative = tape.Arena.Take(checked(Capacity * columns));
    }

    /// <summary>The tape that this tensor belongs to.</summary>
    public Tape Tape { get; }

    /// <summary>Numbers in a row.</summary>
    public int Columns { get; }

    /// <summary>
    /// The samples of the tape's present batch, or as many for each of them as <see cref="Functions.RepeatRows"/> or
    /// <see cref="Functions.SplitRows"/> made; those of a parameter, for <see cref="Functions.Rows"/> and what follows from it alone; or 1.
    /// </summary>
    public int Rows => RowCount.Of(Tape.Rows);

    /// <summary>The numbers, rows × columns, as of the last <see cref="Tape.Forward"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// There was no <see cref="Tape.Forward"/> since the tensor was recorded, or it lies before the result of <see cref="Tape.RecordForResult"/>.
    /// </exception>
    public Span<float> Values =>
        Value == null ? throw new InvalidOperationException("The tensor has no values yet: call Forward after recording it.")
        : _isPassing ? throw new InvalidOperationException("The values of this tensor are not kept, since only the result is read of what Tape.RecordForResult and Network.Apply record: apply the layers one by one to read them all.")
        : Readable(Value, ref _valueRows);

    /// <summary>The derivatives of the loss, rows × columns, as of the last <see cref="Tape.Backward"/>; empty for inputs.</summary>
    public Span<float> Gradient => Derivative == null ? [] : Readable(Derivative, ref _derivativeRows);

    internal Operation? Source { get; }

    internal bool NeedsGradient { get; }

    /// <summary>How many rows there are, whatever the batch is.</summary>
    internal RowCount RowCount { get; }

    /// <summary>Whether there may be many rows, and not the single one of what belongs to the whole batch.</summary>
    internal bool IsBatch => !RowCount.IsSingle;

    /// <summary>Rows that the memory holds: whole blocks, so that tiles need no special last row.</summary>
    internal int Capacity => RowCount.IsSingle ? 1 : checked((RowCount.Of(Tape.BatchSize) + Tape.BlockRows - 1) / Tape.BlockRows * Tape.BlockRows);

    /// <summary>Null until <see cref="Tape.Forward"/> knows how much is needed.</summary>
    internal float* Value { get; private set; }

    internal float* Derivative { get; }

    /// <summary>The picture that a sample is, where the memory holds <see cref="Blocks"/>; null where it holds rows, one for each sample.</summary>
    internal Planes? Planes { get; }

    /// <summary>Values and derivatives of the plain double-precision path; see <see cref="Tape.ForwardReference"/>.</summary>
    internal double[] ReferenceValue { get; set; } = [];

    internal double[] ReferenceGradient { get; set; } = [];

    /// <summary>left + right, number by number; an operand of a single column is added to each column of the other.</summary>
    public static Tensor operator +(Tensor left, Tensor right) => Apply<AddFunction>(InAnyOrder(left), InAnyOrder(right));

    /// <summary>left − right, number by number; an operand of a single column stands for as many equal columns as the other has.</summary>
    public static Tensor operator -(Tensor left, Tensor right) => Apply<SubtractFunction>(InAnyOrder(left), InAnyOrder(right));

    /// <summary>left · right, number by number; an operand of a single column multiplies each column of the other.</summary>
    public static Tensor operator *(Tensor left, Tensor right) => Apply<MultiplyFunction>(InAnyOrder(left), InAnyOrder(right));

    /// <summary>left / right, number by number; an operand of a single column stands for as many equal columns as the other has.</summary>
    public static Tensor operator /(Tensor left, Tensor right) => Apply<DivideFunction>(InAnyOrder(left), InAnyOrder(right));

    /// <summary>−x, number by number.</summary>
    public static Tensor operator -(Tensor tensor) => new Affine(InAnyOrder(tensor), scale: -1, origin: 0).Output;

    /// <summary>Each number times a coefficient.</summary>
    public static Tensor operator *(Coefficient scale, Tensor tensor) => new Affine(InAnyOrder(tensor), Given(scale), origin: 0).Output;

    /// <summary>Each number less a coefficient.</summary>
    public static Tensor operator -(Tensor tensor, Coefficient origin) => new Affine(InAnyOrder(tensor), scale: 1, Given(origin)).Output;

    /// <summary>Each number plus a constant.</summary>
    public static Tensor operator +(Tensor tensor, float shift) => new Affine(InAnyOrder(tensor), scale: 1, origin: -shift).Output;

    /// <summary>The same numbers in rows.</summary>
    internal Tensor InRows() => Planes is null ? this : _inRows ??= new ToRows(this).Output;

    /// <summary>The same numbers in blocks, each sample seen as a picture.</summary>
    internal Tensor InBlocks(Planes planes)
    {
        if (Planes == planes)
            return this;
        Tensor rows = InRows();
        return rows._inBlocks?.Planes == planes ? rows._inBlocks : rows._inBlocks = new ToBlocks(rows, planes).Output;
    }

    /// <summary>Where the numbers of some samples begin. In blocks, those of a whole block do.</summary>
    internal int Offset(in RowRange rows) => (_isPassing ? (rows.Worker * Tape.BlockRows) + (rows.Start % Tape.BlockRows) : rows.Start) * Columns;

    /// <summary>How many numbers belong to some samples. In blocks, those of the whole block do.</summary>
    internal int Length(in RowRange rows) => (Planes is null ? rows.Count : Tape.BlockRows) * Columns;

    /// <summary>Takes memory for the values, or more if more is needed than before.</summary>
    /// <param name="passingWorkers">The threads that each need memory for a block of samples; null where the whole batch is kept.</param>
    internal void TakeMemory(int? passingWorkers)
    {
        bool isPassing = passingWorkers is not null;
        if (Value != null && _isPassing == isPassing)
            return;
        _isPassing = isPassing;
        Value = Tape.Arena.Take(checked((passingWorkers * Tape.BlockRows ?? Capacity) * Columns));
    }

    /// <summary>The numbers in rows; where they lie in blocks, as a copy that is made once for each time that the tape has computed.</summary>
    private Span<float> Readable(float* numbers, ref RowsToRead rows)
    {
        if (Planes is not { } planes)
            return new(numbers, Rows * Columns);
        if (rows.Numbers == null)
            rows.Numbers = Tape.Arena.Take(Capacity * Columns);
        if (rows.Computations != Tape.Computations)
        {
            for (int start = 0; start < Rows; start += Tape.BlockRows)
                Blocks.ToRows(numbers + (start * Columns), planes, rows.Numbers + (start * Columns), add: false);
            rows.Computations = Tape.Computations;
        }

        return new(rows.Numbers, Rows * Columns);
    }

    /// <summary>Numbers of blocks, copied to rows.</summary>
    private struct RowsToRead
    {
        public float* Numbers;

        /// <summary>When: see <see cref="Tape.Computations"/>.</summary>
        public int Computations;
    }

    private static Tensor Apply<TFunction>(Tensor left, Tensor right)
        where TFunction : struct, IBinaryFunction
    {
        if (left.Planes is not null && left.Planes == right.Planes)
            return new Binary<TFunction>(left, right).Output;
        (left, right) = (left.InRows(), right.InRows());
        return Broadcast<TFunction>.Fits(left, right) ? new Broadcast<TFunction>(left, right).Output : new Binary<TFunction>(left, right).Output;
    }
}

/// <summary>
/// A number in a recorded operation that may change between replays, as a KL weight that grows does. A plain number becomes
/// one that stays: <c>0.5f * x</c>.
/// For one thread at a time.
/// </summary>
/// <param name="value">What it is at first.</param>
public sealed class Coefficient(float value)
{
    /// <summary>What the next <see cref="Tape.Forward"/> and <see cref="Tape.Backward"/> use; set it between them, not within.</summary>
    public float Value { get; set; } = value;

    /// <summary>A number as a coefficient, rounded to float32.</summary>
    public static implicit operator Coefficient(double value) => new((float)value);
}
