using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using VaeLab.Numerics.Kernels;

namespace VaeLab.Numerics.Operations;

/// <summary>y = x·Wᵀ + b, then max(0, y) if asked: batch × in to batch × out. Bias and activation are applied while a tile is in the cache.</summary>
internal sealed unsafe class Dense : Operation
{
    // Inputs whose weights one task handles: enough work to be worth handing out, and little enough to stay in the nearest cache.
    private const int InputsPerTask = 256;

    private readonly Tensor _x;
    private readonly Parameter _weight;
    private readonly Parameter _bias;
    private readonly Parameter[] _parameters;
    private readonly bool _relu;
    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _tasksPerPanel;

    public Dense(Tensor x, Parameter weight, Parameter bias, bool relu)
        : base(Checked(x, weight, bias), weight.Rows, isBatch: true, hasParameters: true)
    {
        (_x, _weight, _bias, _relu) = (x, weight, bias, relu);
        (_inputs, _outputs) = (weight.Columns, weight.Rows);
        _parameters = [weight, bias];
        _tasksPerPanel = (_inputs + InputsPerTask - 1) / InputsPerTask;
    }

    public override bool HeedsFirst => true;

    public override ReadOnlySpan<Parameter> Parameters => _parameters;

    public override int ParameterTasks => Panels.Count(_outputs) * _tasksPerPanel;

    public override int ScratchLength => Math.Max(
        Transpose.Samples * (_outputs + _inputs + Tile.Rows),
        Panels.Width * (Tape.RowCapacity + (2 * InputsPerTask)));

    public override void Forward(in RowRange rows) => Tape.Kernels.Forward(
        _x.Value + (rows.Start * _inputs),
        _weight.Value,
        _bias.Value,
        Output.Value + (rows.Start * _outputs),
        rows.Count,
        _inputs,
        _outputs,
        _relu);

    public override void Backward(in RowRange rows, bool[] first)
    {
        if (_relu)
            Tape.Kernels.MaskInactive(Output.Value + (rows.Start * _outputs), Output.Derivative + (rows.Start * _outputs), rows.Count * _outputs);
        if (!_x.NeedsGradient)
            return;

        float* dyTransposed = Tape.Scratch(rows.Worker);
        float* dxTransposed = dyTransposed + (Transpose.Samples * _outputs);
        for (int start = rows.Start; start < rows.Start + rows.Count; start += Transpose.Samples)
        {
            Transpose.ToColumns(Output.Derivative + (start * _outputs), _outputs, dyTransposed);
            Tape.Kernels.InputGradient(dyTransposed, _weight.Value, dxTransposed, _inputs, _outputs);
            Transpose.ToRows(dxTransposed, _inputs, _x.Derivative + (start * _inputs), add: !first[0]);
        }
    }

    public override void ParameterTask(ReadOnlySpan<Operation> uses, int task, int worker, Optimizer? optimizer)
    {
        int panel = task / _tasksPerPanel;
        int first = task % _tasksPerPanel * InputsPerTask;
        int count = Math.Min(InputsPerTask, _inputs - first);

        float* gradient = Tape.Scratch(worker) + (Panels.Width * Tape.RowCapacity);
        SumWeightGradients(uses, panel, first, count, worker, gradient);
        Deliver(_weight, ((panel * _inputs) + first) * Panels.Width, count * Panels.Width, gradient, optimizer);

        if (first == 0)
        {
            BiasGradient(uses, panel, gradient);
            Deliver(_bias, panel * Panels.Width, Panels.Width, gradient, optimizer);
        }
    }

    public override void ForwardReference() => DenseProducts.Reference.Forward(
        _x.ReferenceValue, _weight.ReferenceValue, _bias.ReferenceValue, Output.ReferenceValue, _x.Rows, _inputs, _outputs, _relu);

    public override void BackwardReference()
    {
        double[] dy = Output.ReferenceGradient;
        for (int i = 0; i < dy.Length; i++)
            dy[i] = _relu && Output.ReferenceValue[i] <= 0 ? 0 : dy[i];
        DenseProducts.Reference.WeightGradient(
            dy, _x.ReferenceValue, _weight.ReferenceGradient, _bias.ReferenceGradient, _x.Rows, _inputs, _outputs);
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

        x.Tape.PairParameters(weight, bias);
        return [x];
    }

    /// <summary>∂W of one panel, for some inputs: count × 32 numbers, added up over all uses.</summary>
    private static void SumWeightGradients(ReadOnlySpan<Operation> uses, int panel, int first, int count, int worker, float* gradient)
    {
        float* more = gradient + (Panels.Width * InputsPerTask);
        var sum = new Span<float>(gradient, count * Panels.Width);
        for (int i = 0; i < uses.Length; i++)
        {
            ((Dense)uses[i]).WeightGradient(panel, first, count, worker, i == 0 ? gradient : more);
            if (i > 0)
                TensorPrimitives.Add(sum, new ReadOnlySpan<float>(more, sum.Length), sum);
        }
    }

    /// <summary>∂b of one panel: 32 numbers, added up over all uses.</summary>
    private static void BiasGradient(ReadOnlySpan<Operation> uses, int panel, float* gradient)
    {
        var sum = new Span<float>(gradient, Panels.Width);
        sum.Clear();
        foreach (Operation operation in uses)
        {
            var use = (Dense)operation;
            int width = use.PanelWidth(panel);
            for (int n = 0; n < use._x.Rows; n++)
                TensorPrimitives.Add(sum[..width], use.PanelRow(panel, n), sum[..width]);
        }
    }

    /// <summary>∂W of one panel, for some inputs: count × 32 numbers.</summary>
    private void WeightGradient(int panel, int first, int count, int worker, float* gradient)
    {
        float* dyPanel = Tape.Scratch(worker);
        CopyPanel(panel, dyPanel);
        Tape.Kernels.WeightGradient(dyPanel, _x.Value, gradient, _x.Rows, _inputs, first, count);
    }

    /// <summary>One panel's columns of ∂y, rows × 32, with zeros where the last panel has no outputs.</summary>
    private void CopyPanel(int panel, float* target)
    {
        int width = PanelWidth(panel);
        float* source = Output.Derivative + (panel * Panels.Width);
        for (int n = 0; n < _x.Rows; n++, source += _outputs, target += Panels.Width)
        {
            if (width == Panels.Width)
            {
                Unsafe.CopyBlockUnaligned(target, source, Panels.Width * sizeof(float));
                continue;
            }

            new Span<float>(source, width).CopyTo(new Span<float>(target, width));
            new Span<float>(target + width, Panels.Width - width).Clear();
        }
    }

    private int PanelWidth(int panel) => Math.Min(Panels.Width, _outputs - (panel * Panels.Width));

    private ReadOnlySpan<float> PanelRow(int panel, int row) =>
        new(Output.Derivative + (row * _outputs) + (panel * Panels.Width), PanelWidth(panel));
}
