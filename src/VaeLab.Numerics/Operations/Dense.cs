using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>y = x·Wᵀ + b, then max(0, y) if asked: batch × in to batch × out. Bias and activation are applied while a tile is in the cache.</summary>
internal sealed unsafe class Dense : Operation
{
    // Inputs whose weights one task handles, for all outputs: enough to use a panel's gradients several times while they are
    // in the nearest cache, and little enough to be shared out evenly.
    private const int InputsPerTask = 32;

    private readonly Tensor _x;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter[] _parameters;
    private readonly bool _relu;
    private readonly bool _learns;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _panels;
    private readonly float* _dyPanels;

    public Dense(Tensor x, Parameter weight, Parameter bias, bool relu, bool learns = true)
        : base(Checked(x, weight, bias), weight.Rows, isBatch: true, hasParameters: learns)
    {
        (_x, _weight, _bias, _relu, _learns) = (x, weight, bias, relu, learns);
        (_inputs, _outputs) = (weight.Columns, weight.Rows);
        _parameters = [weight, bias];
        _panels = Panels.Count(_outputs);
        if (Output.NeedsGradient && learns)
            _dyPanels = Tape.Arena.Take(PanelLength * _panels);
    }

    /// <summary>Each sum is taken input by input; zeros that another row adds to it change nothing.</summary>
    public override bool SeparatesRows => true;

    public override bool FindsByOffset => true;

    public override bool HeedsFirst => true;

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => !_learns ? 0 : (_inputs + InputsPerTask - 1) / InputsPerTask;

    /// <summary>W·x; dy·xᵀ where the weights learn; and Wᵀ·dy where the input's derivative is asked for.</summary>
    public override long FloatingPointOperations =>
        2L * _inputs * _outputs * (1 + (Output.NeedsGradient && _learns ? 1 : 0) + (Output.NeedsGradient && _x.NeedsGradient ? 1 : 0));

    public override int ScratchLength => Math.Max(
        Math.Max(DenseProducts.ForwardScratch(_inputs), Transpose.Samples * (_outputs + _inputs + Tile.Rows)),
        (4 * SparseTile.Length) + NonZeros.Length(InputsPerTask / SparseTile.Rows, _x.Capacity));

    private DenseWeights Weights => new(_weight.Value, _bias.Value, _inputs, _outputs);

    private int PanelLength => _x.Capacity * Panels.Width;

    public override void Forward(in RowRange rows)
    {
        // Rows that fill up a tile cost least if they are zeros.
        float* x = _x.Value + _x.Offset(rows), y = Output.Value + Output.Offset(rows);
        int missing = -rows.Count & (SparseTile.Rows - 1);
        new Span<float>(x + (rows.Count * _inputs), missing * _inputs).Clear();
        Tape.Kernels.Forward(Weights, x, y, rows.Count, _relu, Tape.Scratch(rows.Worker));
        if (Tape.ChecksWeights && !HasFiniteWeights(rows))
            new Span<float>(y, rows.Count * _outputs).Fill(float.NaN);
    }

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (_relu)
            Tape.Kernels.MaskInactive(Output.Value + (rows.Start * _outputs), Output.Derivative + (rows.Start * _outputs), rows.Count * _outputs);
        if (_learns)
            CopyToPanels(rows);
        if (!_x.NeedsGradient)
            return;

        float* dyTransposed = Tape.Scratch(rows.Worker);
        float* dxTransposed = dyTransposed + (Transpose.Samples * _outputs);
        for (int start = rows.Start; start < rows.Start + rows.Count; start += Transpose.Samples)
        {
            Transpose.ToColumns(Output.Derivative + (start * _outputs), _outputs, dyTransposed);
            Tape.Kernels.InputGradient(Weights, dyTransposed, dxTransposed);
            Transpose.ToRows(dxTransposed, _inputs, _x.Derivative + (start * _inputs), add: !first[0]);
        }
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        int first = task * InputsPerTask;
        float* scratch = Tape.Scratch(worker);
        if (Sink(_weight, optimizer) is { } weight)
            WeightGradients(uses, first, Math.Min(InputsPerTask, _inputs - first), scratch, weight);
        if (first == 0 && Sink(_bias, optimizer) is { } bias)
            BiasGradients(uses, scratch, bias);
    }

    public override void ForwardReference() => DenseProducts.Reference.Forward(
        _x.ReferenceValue, _weight.ReferenceValue, _bias.ReferenceValue, Output.ReferenceValue, _x.Rows, _inputs, _outputs, _relu);

    public override void BackwardReference()
    {
        double[] dy = Output.ReferenceGradient;
        for (int i = 0; i < dy.Length; i++)
            dy[i] = _relu && Output.ReferenceValue[i] <= 0 ? 0 : dy[i];
        if (_learns)
        {
            DenseProducts.Reference.WeightGradient(
                dy, _x.ReferenceValue, _weight.ReferenceGradient, _bias.ReferenceGradient, _x.Rows, _inputs, _outputs);
        }

        if (_x.NeedsGradient)
            DenseProducts.Reference.InputGradient(dy, _weight.ReferenceValue, _x.ReferenceGradient, _x.Rows, _inputs, _outputs);
    }

    private static Tensor[] Checked(Tensor x, Parameter weight, Parameter bias)
    {
        if (!x.IsBatch || x.Columns != weight.Columns || bias.Rows != weight.Rows || bias.Columns != 1)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"A dense layer of {weight.Columns} inputs and {weight.Rows} outputs got samples of {x.Columns} numbers and a bias of {bias.Rows} × {bias.Columns}."));
        }

        x.Tape.PairParameters(weight, bias, typeof(Dense));
        return [x];
    }

    /// <summary>
    /// ∂W for some inputs and all outputs, a tile or two at a time. The optimizer takes each at once, and is told of it before:
    /// what it needs comes from afar while the tile is computed.
    /// </summary>
    private void WeightGradients(ReadOnlySpan<Operation> uses, int first, int count, float* gradient, GradientSink sink)
    {
        int groups = (count + SparseTile.Rows - 1) / SparseTile.Rows;
        int capacity = _x.Capacity;
        foreach (Operation use in uses)
            capacity = Math.Max(capacity, use.Output.Capacity);
        var x = new NonZeros(gradient + (4 * SparseTile.Length), groups, capacity);
        for (int group = 0; uses.Length == 1 && group < groups; group++)
            PackInputs(first, group, x);

        for (int panel = 0; panel < _panels; panel += 2)
        {
            bool pair = panel + 1 < _panels;
            for (int group = 0; group < groups; group++)
            {
                int input = group * SparseTile.Rows, length = Math.Min(SparseTile.Rows, count - input) * Panels.Width;
                int start = ((panel * _inputs) + first + input) * Panels.Width, second = start + (_inputs * Panels.Width);
                sink.Announce(start, length);
                if (pair)
                    sink.Announce(second, length);
                SumTiles(uses, panel, first, group, x, gradient);
                sink.Take(start, length, gradient);
                if (pair)
                    sink.Take(second, length, gradient + SparseTile.Length);
            }
        }
    }

    /// <summary>∂W of four inputs and one or two panels, 4 × 32 numbers each, added up over all uses.</summary>
    private static void SumTiles(ReadOnlySpan<Operation> uses, int panel, int first, int group, in NonZeros x, float* gradient)
    {
        float* more = gradient + (2 * SparseTile.Length);
        for (int i = 0; i < uses.Length; i++)
        {
            // One use, which is the usual case, has packed its inputs once for all panels.
            var use = (Dense)uses[i];
            if (uses.Length > 1)
                use.PackInputs(first, group, x);

            bool pair = panel + 1 < use._panels;
            use.Tape.Kernels.WeightGradient(
                x[group], use._dyPanels + (panel * use.PanelLength), pair ? use.PanelLength : 0, i == 0 ? gradient : more);
            int length = (pair ? 2 : 1) * SparseTile.Length;
            if (i > 0)
                TensorPrimitives.Add(new ReadOnlySpan<float>(gradient, length), new ReadOnlySpan<float>(more, length), new Span<float>(gradient, length));
        }
    }

    /// <summary>∂b, panel by panel, added up over all uses.</summary>
    private void BiasGradients(ReadOnlySpan<Operation> uses, float* gradient, GradientSink sink)
    {
        var sum = new Span<float>(gradient, Panels.Width);
        for (int panel = 0; panel < _panels; panel++)
        {
            sum.Clear();
            foreach (Operation operation in uses)
            {
                var use = (Dense)operation;
                float* dy = use._dyPanels + (panel * use.PanelLength);
                for (int n = 0; n < use._x.Rows; n++, dy += Panels.Width)
                    TensorPrimitives.Add(sum, new ReadOnlySpan<float>(dy, Panels.Width), sum);
            }

            sink.Take(panel * Panels.Width, Panels.Width, gradient);
        }
    }

    /// <summary>
    /// Whether weights are finite; each block looks at some of the panels. 0 · NaN is NaN, but zeros are skipped: without this,
    /// a weight that only zeros meet could be lost without a sign in the loss.
    /// </summary>
    private bool HasFiniteWeights(in RowRange rows)
    {
        int blocks = (Output.Rows + Tape.BlockRows - 1) / Tape.BlockRows;
        for (int panel = rows.Start / Tape.BlockRows; panel < _panels; panel += blocks)
        {
            int length = _inputs * Panels.Width;
            if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<float>(_weight.Value + (panel * length), length)))
                return false;
        }

        return true;
    }

    private void PackInputs(int first, int group, in NonZeros target) =>
        target.PackInputs(group, _x.Value + first + (group * SparseTile.Rows), _x.Rows, _inputs);

    /// <summary>Those rows of ∂y, panel by panel, rows × 32 each. Where the last panel has no outputs, there are zeros.</summary>
    private void CopyToPanels(in RowRange rows)
    {
        for (int panel = 0; panel < _panels; panel++)
        {
            int width = Math.Min(Panels.Width, _outputs - (panel * Panels.Width));
            float* source = Output.Derivative + (rows.Start * _outputs) + (panel * Panels.Width);
            float* target = _dyPanels + (panel * PanelLength) + (rows.Start * Panels.Width);
            for (int n = 0; n < rows.Count; n++, source += _outputs, target += Panels.Width)
            {
                if (width == Panels.Width)
                    Unsafe.CopyBlockUnaligned(target, source, Panels.Width * sizeof(float));
                else
                    Unsafe.CopyBlockUnaligned(target, source, (uint)(width * sizeof(float)));
            }
        }
    }
}
