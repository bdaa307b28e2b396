using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>
/// y[n] = (e[c₀], e[c₁], …) with the codes c of sample n: rows of a table, one behind the other. A row's gradient is the sum over all
/// places that it stands at, in the order of the samples.
/// </summary>
internal sealed unsafe class Lookup : Operation
{
    private readonly Tensor _codes;
    private readonly Parameter _table;
    private readonly Parameter[] _parameters;
    private readonly int _length;

    /// <param name="codes">c, batch × codes: whole numbers from 0, as data.</param>
    /// <param name="table">e, rows × numbers.</param>
    public Lookup(Tensor codes, Parameter table)
        : base(codes.Tape, Checked(codes, table), codes.Columns * table.Columns, codes.RowCount, hasParameters: true) =>
        (_codes, _table, _parameters, _length) = (codes, table, [table], table.Columns);

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => Panels.Count(_table.Rows);

    public override int ScratchLength => PanelLength;

    private int PanelLength => _length * Panels.Width;

    public override void Forward(in RowRange rows)
    {
        int end = (rows.Start + rows.Count) * _codes.Columns;
        for (int i = rows.Start * _codes.Columns; i < end; i++)
        {
            float* source = _table.Value + Place(Row(_codes.Value[i])), target = Output.Value + (i * _length);
            for (int j = 0; j < _length; j++)
                target[j] = source[j * Panels.Width];
        }
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        // The table's gradient, once that of all rows is known, is the parameter tasks'.
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        if (Sink(_table, optimizer) is not { } sink)
            return;
        float* gradient = Tape.Scratch(worker);
        int start = task * PanelLength;
        new Span<float>(gradient, PanelLength).Clear();
        sink.Announce(start, PanelLength);
        foreach (Operation operation in uses)
        {
            var use = (Lookup)operation;
            for (int i = 0; i < use._codes.Rows * use._codes.Columns; i++)
            {
                int row = Row(use._codes.Value[i]) - (task * Panels.Width);
                if (row is >= 0 and < Panels.Width)
                    Add(use.Output.Derivative + (i * _length), gradient + row);
            }
        }

        sink.Take(start, PanelLength, gradient);
    }

    public override void ForwardReference()
    {
        for (int i = 0; i < Output.ReferenceValue.Length; i++)
            Output.ReferenceValue[i] = _table.ReferenceValue[Entry(i)];
    }

    public override void BackwardReference()
    {
        for (int i = 0; i < Output.ReferenceGradient.Length; i++)
            _table.ReferenceGradient[Entry(i)] += Output.ReferenceGradient[i];
    }

    private static Tensor[] Checked(Tensor codes, Parameter table)
    {
        if (!codes.IsBatch || codes.NeedsGradient)
            throw new ArgumentException($"The rows of '{table.Name}' to take are data, and there is a gradient or no batch: give a batch of whole numbers, such as of NearestCode.");
        codes.Tape.PairParameters(table, bias: null, typeof(Lookup));
        return [codes];
    }

    private void Add(float* from, float* to)
    {
        for (int j = 0; j < _length; j++)
            to[j * Panels.Width] += from[j];
    }

    private int Place(int row) => (row / Panels.Width * PanelLength) + (row % Panels.Width);

    private int Row(float code) => (int)code is var row && row == code && row >= 0 && row < _table.Rows ? row
        : throw new ArgumentException(FormattableString.Invariant($"A code is {code}, and '{_table.Name}' has {_table.Rows} rows: it needs a whole number from 0 to {_table.Rows - 1}."));

    private int Entry(int i) => (Row((float)_codes.ReferenceValue[i / _length]) * _length) + (i % _length);
}
